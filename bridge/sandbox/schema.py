"""Tables of the forum, named and shaped as Discourse's own, so that its Data Explorer queries run on them.

Times are text in UTC with milliseconds (``2026-01-31T09:30:00.000Z``),
  which sorts as it should. Booleans are 0 and 1.
"""

_COMMUNITY = """
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL, username_lower TEXT NOT NULL UNIQUE,
  name TEXT,
  admin INTEGER NOT NULL DEFAULT 0, moderator INTEGER NOT NULL DEFAULT 0,
  trust_level INTEGER NOT NULL DEFAULT 0,
  active INTEGER NOT NULL DEFAULT 1, approved INTEGER NOT NULL DEFAULT 1, staged INTEGER NOT NULL DEFAULT 0,
  title TEXT, locale TEXT, suspended_at TEXT, suspended_till TEXT, silenced_till TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_posted_at TEXT, last_seen_at TEXT,
  first_seen_at TEXT,
  primary_group_id INTEGER, flair_group_id INTEGER);
CREATE TABLE user_emails (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, email TEXT NOT NULL UNIQUE,
  "primary" INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE, full_name TEXT,
  automatic INTEGER NOT NULL DEFAULT 0, user_count INTEGER NOT NULL DEFAULT 0,
  mentionable_level INTEGER DEFAULT 0,
  messageable_level INTEGER DEFAULT 0, visibility_level INTEGER NOT NULL DEFAULT 0,
  members_visibility_level INTEGER NOT NULL DEFAULT 0,
  primary_group INTEGER NOT NULL DEFAULT 0, title TEXT, grant_trust_level INTEGER, bio_raw TEXT,
  bio_cooked TEXT,
  public_admission INTEGER NOT NULL DEFAULT 0, public_exit INTEGER NOT NULL DEFAULT 0,
  allow_membership_requests INTEGER NOT NULL DEFAULT 0,
  has_messages INTEGER NOT NULL DEFAULT 0, default_notification_level INTEGER NOT NULL DEFAULT 3,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE group_users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  owner INTEGER NOT NULL DEFAULT 0,
  notification_level INTEGER NOT NULL DEFAULT 2, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (group_id, user_id));
CREATE INDEX index_group_users_on_user_id ON group_users (user_id);
CREATE TABLE api_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key_hash TEXT NOT NULL UNIQUE, truncated_key TEXT NOT NULL,
  description TEXT, user_id INTEGER,
  created_by_id INTEGER, scope_mode INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  last_used_at TEXT, revoked_at TEXT);
CREATE TABLE api_key_scopes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, api_key_id INTEGER NOT NULL, resource TEXT NOT NULL,
  action TEXT NOT NULL,
  allowed_parameters TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE site_settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, data_type INTEGER NOT NULL DEFAULT 1,
  value TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
"""

_TOPICS = """
CREATE TABLE categories (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, slug TEXT NOT NULL,
  color TEXT NOT NULL DEFAULT '0088CC',
  text_color TEXT NOT NULL DEFAULT 'FFFFFF', style_type INTEGER NOT NULL DEFAULT 0, icon TEXT, emoji TEXT,
  description TEXT,
  topic_id INTEGER, parent_category_id INTEGER, position INTEGER, user_id INTEGER NOT NULL,
  read_restricted INTEGER NOT NULL DEFAULT 0,
  topic_count INTEGER NOT NULL DEFAULT 0, post_count INTEGER NOT NULL DEFAULT 0, topic_template TEXT,
  sort_order TEXT,
  sort_ascending INTEGER, default_view TEXT, default_top_period TEXT NOT NULL DEFAULT 'all',
  default_list_filter TEXT NOT NULL DEFAULT 'all',
  subcategory_list_style TEXT NOT NULL DEFAULT 'rows_with_featured_topics',
  show_subcategory_list INTEGER NOT NULL DEFAULT 0,
  num_featured_topics INTEGER NOT NULL DEFAULT 3, minimum_required_tags INTEGER NOT NULL DEFAULT 0,
  search_priority INTEGER NOT NULL DEFAULT 0,
  allow_global_tags INTEGER NOT NULL DEFAULT 0, read_only_banner TEXT, auto_close_hours REAL,
  default_slow_mode_seconds INTEGER,
  navigate_to_first_post_after_read INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL);
CREATE TABLE category_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, category_id INTEGER NOT NULL, group_id INTEGER NOT NULL,
  permission_type INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE category_custom_fields (
  id INTEGER PRIMARY KEY AUTOINCREMENT, category_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE category_tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, category_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
  created_at TEXT, updated_at TEXT);
CREATE TABLE topics (
  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, fancy_title TEXT, slug TEXT,
  user_id INTEGER NOT NULL, last_post_user_id INTEGER,
  category_id INTEGER, archetype TEXT NOT NULL DEFAULT 'regular', subtype TEXT, external_id TEXT,
  posts_count INTEGER NOT NULL DEFAULT 0,
  reply_count INTEGER NOT NULL DEFAULT 0, like_count INTEGER NOT NULL DEFAULT 0,
  views INTEGER NOT NULL DEFAULT 0,
  participant_count INTEGER DEFAULT 1, word_count INTEGER, highest_post_number INTEGER NOT NULL DEFAULT 0,
  highest_staff_post_number INTEGER NOT NULL DEFAULT 0, visible INTEGER NOT NULL DEFAULT 1,
  closed INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0, pinned_at TEXT, pinned_until TEXT,
  pinned_globally INTEGER NOT NULL DEFAULT 0, excerpt TEXT,
  bumped_at TEXT NOT NULL, last_posted_at TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  deleted_at TEXT, deleted_by_id INTEGER,
  featured_link TEXT, slow_mode_seconds INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX index_topics_on_external_id ON topics (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX index_topics_on_bumped_at ON topics (bumped_at);
CREATE INDEX index_topics_on_category_id ON topics (category_id, deleted_at);
CREATE INDEX index_topics_on_lower_title ON topics (lower(title));
CREATE TABLE topic_allowed_users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, topic_id INTEGER NOT NULL,
  created_at TEXT, updated_at TEXT,
  UNIQUE (topic_id, user_id));
CREATE TABLE topic_allowed_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, topic_id INTEGER NOT NULL,
  UNIQUE (topic_id, group_id));
CREATE TABLE topic_users (
  user_id INTEGER NOT NULL, topic_id INTEGER NOT NULL, posted INTEGER NOT NULL DEFAULT 0,
  last_read_post_number INTEGER,
  notification_level INTEGER NOT NULL DEFAULT 1, notifications_reason_id INTEGER, liked INTEGER DEFAULT 0,
  bookmarked INTEGER DEFAULT 0,
  first_visited_at TEXT, last_visited_at TEXT, total_msecs_viewed INTEGER NOT NULL DEFAULT 0,
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  UNIQUE (topic_id, user_id));
CREATE TABLE topic_timers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, execute_at TEXT NOT NULL, status_type INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  topic_id INTEGER NOT NULL, based_on_last_post INTEGER NOT NULL DEFAULT 0, deleted_at TEXT,
  category_id INTEGER, duration_minutes INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE, description TEXT,
  target_tag_id INTEGER,
  public_topic_count INTEGER NOT NULL DEFAULT 0, staff_topic_count INTEGER NOT NULL DEFAULT 0,
  pm_topic_count INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE topic_tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, topic_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
  created_at TEXT, updated_at TEXT,
  UNIQUE (topic_id, tag_id));
CREATE INDEX index_topic_tags_on_tag_id ON topic_tags (tag_id);
CREATE TABLE tag_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE, parent_tag_id INTEGER,
  one_per_topic INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE tag_group_memberships (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tag_id INTEGER NOT NULL, tag_group_id INTEGER NOT NULL,
  created_at TEXT, updated_at TEXT,
  UNIQUE (tag_group_id, tag_id));
"""

_POSTS = """
CREATE TABLE posts (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER, topic_id INTEGER NOT NULL,
  post_number INTEGER NOT NULL, raw TEXT NOT NULL,
  cooked TEXT NOT NULL, post_type INTEGER NOT NULL DEFAULT 1, version INTEGER NOT NULL DEFAULT 1,
  public_version INTEGER NOT NULL DEFAULT 1,
  last_version_at TEXT NOT NULL, last_editor_id INTEGER, reply_to_post_number INTEGER,
  reply_to_user_id INTEGER,
  reply_count INTEGER NOT NULL DEFAULT 0, quote_count INTEGER NOT NULL DEFAULT 0,
  like_count INTEGER NOT NULL DEFAULT 0,
  reads INTEGER NOT NULL DEFAULT 0, word_count INTEGER, sort_order INTEGER, hidden INTEGER NOT NULL DEFAULT 0,
  user_deleted INTEGER NOT NULL DEFAULT 0, wiki INTEGER NOT NULL DEFAULT 0, locked_by_id INTEGER,
  edit_reason TEXT, action_code TEXT,
  via_email INTEGER NOT NULL DEFAULT 0, locale TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  deleted_at TEXT, deleted_by_id INTEGER,
  UNIQUE (topic_id, post_number));
CREATE INDEX index_posts_on_user_id ON posts (user_id, created_at);
CREATE TABLE post_custom_fields (
  id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX index_post_custom_fields_on_post_id ON post_custom_fields (post_id);
CREATE TABLE post_replies (
  post_id INTEGER NOT NULL, reply_post_id INTEGER NOT NULL, created_at TEXT, updated_at TEXT,
  UNIQUE (post_id, reply_post_id));
CREATE TABLE post_revisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER, post_id INTEGER NOT NULL, modifications TEXT,
  number INTEGER NOT NULL,
  hidden INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (post_id,
  number));
CREATE TABLE post_actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  post_action_type_id INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, deleted_by_id INTEGER,
  staff_took_action INTEGER NOT NULL DEFAULT 0,
  UNIQUE (user_id, post_action_type_id, post_id));
CREATE INDEX index_post_actions_on_post_id ON post_actions (post_id);
CREATE TABLE post_timings (
  topic_id INTEGER NOT NULL, post_number INTEGER NOT NULL, user_id INTEGER NOT NULL, msecs INTEGER NOT NULL,
  PRIMARY KEY (topic_id, post_number, user_id)) WITHOUT ROWID;
CREATE TABLE polls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER NOT NULL, name TEXT NOT NULL DEFAULT 'poll',
  close_at TEXT,
  type INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0, results INTEGER NOT NULL DEFAULT 0,
  visibility INTEGER NOT NULL DEFAULT 0, min INTEGER, max INTEGER, step INTEGER, anonymous_voters INTEGER,
  chart_type INTEGER NOT NULL DEFAULT 0,
  groups TEXT, title TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (post_id, name));
CREATE TABLE poll_options (
  id INTEGER PRIMARY KEY AUTOINCREMENT, poll_id INTEGER NOT NULL, digest TEXT NOT NULL,
  html TEXT NOT NULL, anonymous_votes INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (poll_id, digest));
CREATE TABLE poll_votes (
  poll_id INTEGER NOT NULL, poll_option_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  rank INTEGER NOT NULL DEFAULT 0, UNIQUE (poll_id, poll_option_id, user_id));
CREATE INDEX index_poll_votes_on_user_id ON poll_votes (user_id);
"""

_EXPLORER = """
CREATE TABLE data_explorer_queries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, description TEXT, sql TEXT NOT NULL DEFAULT 'SELECT 1',
  user_id INTEGER,
  last_run_at TEXT, hidden INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE data_explorer_query_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, query_id INTEGER NOT NULL, group_id INTEGER NOT NULL,
  UNIQUE (query_id, group_id));
"""

_WEB_HOOKS = """
CREATE TABLE IF NOT EXISTS web_hooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, payload_url TEXT NOT NULL, content_type INTEGER NOT NULL DEFAULT 1,
  last_delivery_status INTEGER NOT NULL DEFAULT 1, secret TEXT DEFAULT '',
  wildcard_web_hook INTEGER NOT NULL DEFAULT 0, verify_certificate INTEGER NOT NULL DEFAULT 1,
  active INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS web_hook_event_types_hooks (
  web_hook_id INTEGER NOT NULL, web_hook_event_type_id INTEGER NOT NULL,
  UNIQUE (web_hook_id, web_hook_event_type_id));
CREATE TABLE IF NOT EXISTS categories_web_hooks (
  web_hook_id INTEGER NOT NULL, category_id INTEGER NOT NULL, UNIQUE (web_hook_id, category_id));
CREATE TABLE IF NOT EXISTS groups_web_hooks (
  web_hook_id INTEGER NOT NULL, group_id INTEGER NOT NULL, UNIQUE (web_hook_id, group_id));
CREATE TABLE IF NOT EXISTS tags_web_hooks (
  web_hook_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, UNIQUE (web_hook_id, tag_id));
CREATE TABLE IF NOT EXISTS web_hook_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, web_hook_id INTEGER NOT NULL, headers TEXT, payload TEXT,
  status INTEGER DEFAULT 0, response_headers TEXT, response_body TEXT, duration INTEGER DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS index_web_hook_events_on_web_hook_id ON web_hook_events (web_hook_id);
CREATE TABLE IF NOT EXISTS web_hook_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, web_hook_event_id INTEGER NOT NULL, event_type TEXT NOT NULL,
  event_name TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, again INTEGER NOT NULL DEFAULT 0,
  due_at TEXT NOT NULL);
"""

_MESSAGES = """
CREATE TABLE IF NOT EXISTS user_archived_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, topic_id INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (user_id, topic_id));
CREATE TABLE IF NOT EXISTS group_archived_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, topic_id INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (group_id, topic_id));
"""

_VOTING = """
CREATE TABLE IF NOT EXISTS discourse_reactions_reactions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER, reaction_type INTEGER NOT NULL DEFAULT 0,
  reaction_value TEXT, reaction_users_count INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (post_id, reaction_type, reaction_value));
CREATE TABLE IF NOT EXISTS discourse_reactions_reaction_users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, reaction_id INTEGER, user_id INTEGER, post_id INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (user_id, post_id));
CREATE INDEX IF NOT EXISTS index_reaction_users_on_reaction_id
  ON discourse_reactions_reaction_users (reaction_id);
CREATE TABLE IF NOT EXISTS topic_voting_category_settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, category_id INTEGER NOT NULL UNIQUE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS topic_voting_votes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, topic_id INTEGER, user_id INTEGER, archive INTEGER DEFAULT 0,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (user_id, topic_id));
CREATE TABLE IF NOT EXISTS topic_voting_topic_vote_count (
  id INTEGER PRIMARY KEY AUTOINCREMENT, topic_id INTEGER UNIQUE, votes_count INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS post_voting_votes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, created_at TEXT NOT NULL,
  direction TEXT NOT NULL, votable_type TEXT NOT NULL, votable_id INTEGER NOT NULL,
  UNIQUE (votable_type, votable_id, user_id));
CREATE TABLE IF NOT EXISTS post_voting_comments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  raw TEXT NOT NULL, cooked TEXT NOT NULL, cooked_version INTEGER, deleted_at TEXT, deleted_by_id INTEGER,
  qa_vote_count INTEGER DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
"""

_MODERATION = """
CREATE TABLE IF NOT EXISTS category_settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, category_id INTEGER NOT NULL UNIQUE,
  require_topic_approval INTEGER NOT NULL DEFAULT 0, require_reply_approval INTEGER NOT NULL DEFAULT 0,
  num_auto_bump_daily INTEGER DEFAULT 0, auto_bump_cooldown_days INTEGER DEFAULT 1,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reviewables (
  id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0,
  created_by_id INTEGER NOT NULL, reviewable_by_moderator INTEGER NOT NULL DEFAULT 1,
  category_id INTEGER, topic_id INTEGER, score REAL NOT NULL DEFAULT 0, target_id INTEGER, target_type TEXT,
  target_created_by_id INTEGER, payload TEXT, version INTEGER NOT NULL DEFAULT 0, latest_score TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, original_filename TEXT NOT NULL,
  filesize INTEGER NOT NULL, width INTEGER, height INTEGER, url TEXT NOT NULL, sha1 TEXT UNIQUE,
  extension TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS user_api_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, client_id TEXT NOT NULL UNIQUE,
  key_hash TEXT NOT NULL UNIQUE, application_name TEXT NOT NULL, scopes TEXT NOT NULL, revoked_at TEXT,
  last_used_at TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
"""

SCHEMA = _COMMUNITY + _TOPICS + _POSTS + _EXPLORER
"""What a new data folder starts with."""

ADDITIONS = _WEB_HOOKS + _MESSAGES + _VOTING + _MODERATION
"""What data folders from before these tables lack; harmless where they are there."""
