/* Search, filters and order of the list of ideas. Plain ECMAScript 5, and files come in by script tags: pages that
   are opened from disk may not fetch. Without this script the list stands there in full. */
var ideabridge = (function () {
  "use strict";

  var STEP = 20; /* so many ideas are shown at once */
  var columns = null, cards = {}, words = {}, waiting = {}, shown = 0, order = [], run = 0, timer = null, all = "";
  var wanted = 0, ignored = false;
  var NAMES = ["words", "question", "lens", "actor", "role", "status", "tried", "sort"];
  var fields = {};

  function at(id) { return document.getElementById(id); }

  /* Load a file of the index once, then go on; `done(false)` where it cannot be had. */
  function load(file, known, done) {
    if (known()) { done(true); return; }
    if (waiting[file]) { waiting[file].push(done); return; }
    waiting[file] = [done];
    var script = document.createElement("script");
    function end(good) {
      var calls = waiting[file];
      delete waiting[file];
      for (var i = 0; i < calls.length; i += 1) { calls[i](good); }
    }
    script.onload = function () { end(known()); };
    script.onerror = function () { script.parentNode.removeChild(script); end(false); };
    script.src = "search/" + file + ".js";
    document.getElementsByTagName("head")[0].appendChild(script);
  }

  function loadAll(files, done) {
    var left = files.length, good = true;
    if (!left) { done(true); return; }
    function one(loaded) {
      good = good && loaded;
      left -= 1;
      if (!left) { done(good); }
    }
    for (var i = 0; i < files.length; i += 1) { load(files[i].name, files[i].known, one); }
  }

  function has(list, value) {
    for (var i = 0; i < list.length; i += 1) { if (list[i] === value) { return true; } }
    return false;
  }

  function anyOf(found) {
    for (var key in found) { if (Object.prototype.hasOwnProperty.call(found, key)) { return true; } }
    return false;
  }

  function anyLong(terms) {
    for (var i = 0; i < terms.length; i += 1) { if (!has(columns.small, terms[i])) { return true; } }
    return false;
  }

  /* The words of a query as the index knows them. */
  function termsOf(text) {
    var plain = text.toLowerCase();
    if (plain.normalize) { plain = plain.normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
    var found = plain.match(/[0-9a-z\u00df-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff]{2,}/g) || [];
    var terms = [], small = [];
    for (var i = 0; i < found.length; i += 1) {
      var into = has(columns.small, found[i]) ? small : terms;
      if (!has(into, found[i])) { into.push(found[i]); }
    }
    /* Small words are looked for only where there are no others: some are names, such as IT. */
    return terms.length ? terms : small;
  }

  function keyOf(beginning) {
    var key = "";
    for (var i = 0; i < beginning.length; i += 1) {
      var code = beginning.charCodeAt(i);
      key += code < 128 ? beginning.charAt(i) : "_" + code.toString(16);
    }
    return key;
  }

  /* The file that holds all words which begin with a term; none where no word does. */
  function shardOf(term) {
    var one = keyOf(term.charAt(0)), two = keyOf(term.substr(0, 2));
    if (has(columns.shards, one)) { return one; }
    return has(columns.shards, two) ? two : null;
  }

  function add(gaps, weight, into) {
    if (!gaps) { return; }
    var parts = gaps.split("."), place = 0;
    for (var i = 0; i < parts.length; i += 1) {
      place += parseInt(parts[i], 36);
      if (!into[place] || into[place] < weight) { into[place] = weight; }
    }
  }

  /* Place of an idea -> how well it fits: every term has to begin a word of its title or text. */
  function matches(terms) {
    var all = null;
    for (var t = 0; t < terms.length; t += 1) {
      var fits = {}, shard = shardOf(terms[t]), index = shard === null ? {} : words[shard] || {};
      for (var word in index) {
        if (Object.prototype.hasOwnProperty.call(index, word) && word.lastIndexOf(terms[t], 0) === 0) {
          var sides = index[word].split("|"), whole = word === terms[t] ? 1 : 0;
          add(sides[0], 3 + whole, fits);
          add(sides[1], 1 + whole, fits);
        }
      }
      if (all === null) { all = fits; continue; }
      var both = {};
      for (var place in all) { if (fits[place]) { both[place] = all[place] + fits[place]; } }
      all = both;
    }
    return all;
  }

  function state() {
    var now = {};
    for (var i = 0; i < NAMES.length; i += 1) {
      var field = fields[NAMES[i]];
      now[NAMES[i]] = field ? field.value.replace(/^\s+|\s+$/g, "") : "";
    }
    return now;
  }

  function isPlain(now) {
    for (var i = 0; i < NAMES.length; i += 1) { if (now[NAMES[i]]) { return false; } }
    return true;
  }

  /* The address tells the selection. A filter makes an entry of the history, a letter typed does not. */
  function keep(now, push) {
    var parts = [];
    for (var i = 0; i < NAMES.length; i += 1) {
      if (now[NAMES[i]]) { parts.push(NAMES[i] + "=" + encodeURIComponent(now[NAMES[i]])); }
    }
    var hash = parts.length ? "#" + parts.join("&") : "";
    if (hash === location.hash || (hash === "" && location.hash === "#")) { return; }
    try {
      history[push ? "pushState" : "replaceState"](null, "", hash || location.href.split("#")[0]);
    } catch (refused) {
      /* Some old browsers refuse it for pages from disk. */
      location.hash = hash;
    }
  }

  /* How many ideas were shown, for whoever comes back to this page. */
  function remember() {
    try { history.replaceState({ shown: shown }, "", location.href); } catch (refused) { /* then 20 are shown again */ }
  }

  function restore() {
    var before = history.state;
    wanted = before && before.shown > STEP ? before.shown : 0;
    ignored = false;
    var parts = location.hash.replace(/^#/, "").split("&"), told = {};
    for (var i = 0; i < parts.length; i += 1) {
      var cut = parts[i].indexOf("=");
      if (cut > 0) {
        try { told[parts[i].substr(0, cut)] = decodeURIComponent(parts[i].substr(cut + 1)); } catch (ignored) { /* no such text */ }
      }
    }
    for (var n = 0; n < NAMES.length; n += 1) {
      var field = fields[NAMES[n]];
      if (field) { field.value = told[NAMES[n]] || ""; }
      if (field ? field.selectedIndex === -1 : told[NAMES[n]]) { ignored = true; }
      if (field && field.selectedIndex === -1) { field.value = ""; }
    }
    for (var name in told) { if (Object.prototype.hasOwnProperty.call(told, name) && !has(NAMES, name)) { ignored = true; } }
  }

  function place(list, value) {
    for (var i = 0; i < list.length; i += 1) { if (list[i] === value) { return i; } }
    return -2;
  }

  function select(now, fits) {
    var question = now.question && place(columns.questions, now.question);
    var lens = now.lens && place(columns.lenses, now.lens);
    var actor = now.actor && place(columns.lenses, now.actor);
    var role = now.role && place(columns.roles, now.role);
    var status = now.status && place(columns.statuses, now.status);
    var found = [];
    for (var i = 0; i < columns.ideas; i += 1) {
      if (fits !== null && !fits[i]) { continue; }
      if (now.question && columns.question[i] !== question) { continue; }
      if (now.lens && !has(columns.lens[i], lens)) { continue; }
      if (now.actor && !has(columns.lens[i], actor)) { continue; }
      if (now.role && columns.role[i] !== role) { continue; }
      if (now.status === "overdue" ? !columns.overdue[i] : now.status && columns.status[i] !== status) { continue; }
      if (now.tried === "2" ? columns.tried[i] < 2 : now.tried && String(columns.tried[i] % 2) !== now.tried) { continue; }
      found.push(i);
    }
    var by = {
      across: function (one, other) { return columns.across[one] - columns.across[other]; },
      discussed: function (one, other) { return columns.replies[other] - columns.replies[one]; },
      newest: function (one, other) { return columns.batch[other] - columns.batch[one]; }
    }[now.sort];
    if (!now.sort && fits !== null) { by = function (one, other) { return fits[other] - fits[one]; }; }
    /* Old browsers may swap equals, so places settle it. */
    if (by) { found.sort(function (one, other) { return by(one, other) || one - other; }); }
    return found;
  }

  function say(text) { if (at("count").firstChild === null || at("count").textContent !== text) { at("count").textContent = text; } }

  function grouped(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, columns.words.grouping); }

  /* Plural rules look at small numbers and at the last two digits. */
  function counted(message, number) {
    var form = message.other[number < 200 ? number : 100 + number % 100] || message.most;
    return form.replace("%s", grouped(number));
  }

  /* A message in which what stands between <b> and </b> is bold. */
  function bold(parent, message) {
    var parts = message.split(/<\/?b>/);
    for (var i = 0; i < parts.length; i += 1) {
      if (parts[i]) { parent.appendChild(i % 2 ? element("b", "", parts[i]) : document.createTextNode(parts[i])); }
    }
  }

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) { made.className = kind; }
    if (text) { made.appendChild(document.createTextNode(text)); }
    return made;
  }

  function rect(kind, x, y, width, height) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    var values = { "class": kind, x: x, y: y, width: width, height: height };
    for (var name in values) { if (Object.prototype.hasOwnProperty.call(values, name)) { made.setAttribute(name, values[name]); } }
    return made;
  }

  function bar(figures) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    made.setAttribute("class", "bar");
    made.setAttribute("viewBox", "0 0 100 10");
    made.setAttribute("preserveAspectRatio", "none");
    made.setAttribute("aria-hidden", "true");
    made.setAttribute("focusable", "false");
    made.appendChild(rect("track", 0, 3, 100, 4));
    made.appendChild(rect("range", figures[0], 2, Math.max(figures[2] - figures[0], 0), 6));
    made.appendChild(rect("mean", columns.mean, 0, 0.5, 10));
    made.appendChild(rect("point", Math.max(figures[1] - 0.8, 0), 0, 1.6, 10));
    return made;
  }

  function spaced(parent, made) { parent.appendChild(made); parent.appendChild(document.createTextNode(" ")); }

  /* [id, title, snippet, place, support, range, people, status, across, replies, [low, score, high],
     tried in so many places]; support, range and figures are empty where nobody voted */
  function draw(card, tried) {
    var item = element("li", "card idea-card"), inside = element("div", "in"), heading = element("h3");
    var number = element("p", "place", card[3]), link = element("a", "", card[1]);
    var place = card[3].charAt(0) === "=" ? columns.words.shared : columns.words.place;
    number.setAttribute("aria-label", place.replace("%s", card[3].replace("=", "")));
    link.href = "ideas/" + card[0] + ".html";
    heading.appendChild(link);
    inside.appendChild(heading);
    if (card[2]) { inside.appendChild(element("p", "snippet", card[2])); }
    var meta = element("p", "meta"), support = element("span", "fact");
    if (card[4]) {
      inside.appendChild(bar(card[10]));
      bold(support, columns.words.support.replace("%a", card[4]).replace("%b", card[5]));
      spaced(meta, support);
    }
    spaced(meta, element("span", "fact", card[6]));
    if (card[8]) { spaced(meta, element("span", "fact", columns.words.across.replace("%s", card[8]))); }
    if (card[9]) { spaced(meta, element("span", "fact", counted(columns.words.replies, card[9]))); }
    inside.appendChild(meta);
    var tags = element("p", "tags");
    spaced(tags, element("span", "badge", card[7]));
    if (tried % 2) { spaced(tags, element("span", "badge good", columns.words.did)); }
    if (card[11]) { tags.appendChild(element("span", "badge good", card[11])); }
    inside.appendChild(tags);
    item.appendChild(number);
    item.appendChild(inside);
    return item;
  }

  function more(focus, turn) {
    var next = order.slice(shown, Math.max(shown + STEP, wanted)), files = [], asked = {};
    wanted = 0;
    for (var i = 0; i < next.length; i += 1) {
      var chunk = Math.floor(next[i] / columns.chunk);
      if (!asked[chunk]) {
        asked[chunk] = true;
        files.push({ name: "cards-" + chunk, known: (function (number) { return function () { return !!cards[number]; }; }(chunk)) });
      }
    }
    loadAll(files, function (good) {
      if (turn !== run) { return; }
      if (!good) { broken(); return; }
      var list = at("found"), first = null;
      for (var n = 0; n < next.length; n += 1) {
        var item = draw(cards[Math.floor(next[n] / columns.chunk)][next[n] % columns.chunk], columns.tried[next[n]]);
        first = first || item;
        list.appendChild(item);
      }
      shown += next.length;
      at("more-line").hidden = shown >= order.length;
      at("more").textContent = columns.words.more.replace("%a", grouped(shown)).replace("%b", grouped(order.length));
      tell();
      if (focus) { remember(); }
      if (focus && first) { first.getElementsByTagName("a")[0].focus(); }
    });
  }

  function broken() {
    say(at("search").getAttribute("data-broken"));
    at("results").hidden = true;
    at("listed").hidden = false;
  }

  /* What paper has to say of a selection, since neither form nor button is printed. */
  function tell() {
    var parts = [];
    for (var i = 0; i < NAMES.length; i += 1) {
      var field = fields[NAMES[i]], value = field ? field.value.replace(/^\s+|\s+$/g, "") : "";
      if (!value || NAMES[i] === "sort") { continue; }
      var label = field.parentNode.getElementsByTagName("label")[0].textContent;
      parts.push(label + ": " + (field.options ? field.options[field.selectedIndex].text : value));
    }
    var text = counted(columns.words.found, order.length) + (parts.length ? " – " + parts.join("; ") : "");
    if (shown < order.length) {
      text += ". " + columns.words.printed.replace("%a", grouped(shown)).replace("%b", grouped(order.length));
    }
    at("selection").textContent = text;
  }

  function update(push) {
    var now = state(), plain = isPlain(now), turn = run += 1;
    keep(now, push);
    at("ignored").hidden = !ignored;
    ignored = false;
    document.body.className = plain ? "" : "selected";
    at("clear").hidden = plain;
    at("share").hidden = plain;
    if (plain) {
      at("results").hidden = true;
      at("listed").hidden = false;
      say(all);
      return;
    }
    load("columns", function () { return columns !== null; }, function (good) {
      if (turn !== run) { return; }
      if (!good) { broken(); return; }
      var terms = termsOf(now.words), files = [];
      for (var i = 0; i < terms.length; i += 1) {
        var shard = shardOf(terms[i]);
        if (shard !== null) {
          files.push({ name: "words-" + shard, known: (function (key) { return function () { return !!words[key]; }; }(shard)) });
        }
      }
      loadAll(files, function (loaded) {
        if (turn !== run) { return; }
        if (!loaded) { broken(); return; }
        /* Words without a letter or digit, and small words that no idea has as a name, say nothing. */
        var fits = terms.length ? matches(terms) : null, vague = now.words && !anyOf(fits) && !anyLong(terms);
        order = vague ? [] : select(now, fits);
        shown = 0;
        var list = at("found");
        while (list.firstChild) { list.removeChild(list.firstChild); }
        at("results").hidden = false;
        at("listed").hidden = true;
        say(order.length ? counted(columns.words.found, order.length) : vague ? columns.words.rarer : columns.words.none);
        tell();
        if (order.length) { more(false, turn); } else { at("more-line").hidden = true; }
      });
    });
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(function () { update(false); }, 120);
  }

  function chosen() { update(true); }

  function begin() {
    var form = at("search");
    if (!form || !document.addEventListener) { return; }
    for (var i = 0; i < NAMES.length; i += 1) {
      fields[NAMES[i]] = at(NAMES[i]);
      if (!fields[NAMES[i]]) { continue; }
      fields[NAMES[i]].addEventListener(NAMES[i] === "words" ? "input" : "change", NAMES[i] === "words" ? soon : chosen);
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); update(false); });
    at("clear").addEventListener("click", function () {
      for (var n = 0; n < NAMES.length; n += 1) { if (fields[NAMES[n]]) { fields[NAMES[n]].value = ""; } }
      update(true);
      fields.words.focus();
    });
    at("more").addEventListener("click", function () { more(true, run); });
    /* A link to a place on this page, such as the one that skips to it, is no selection. */
    window.addEventListener("hashchange", function () {
      if (location.hash.length > 1 && location.hash.indexOf("=") < 0) { return; }
      restore();
      update(false);
    });
    all = at("count").textContent;
    form.hidden = false;
    at("without").hidden = true;
    restore();
    if (ignored || !isPlain(state())) { update(false); }
  }

  if (document.readyState === "loading" && document.addEventListener) {
    document.addEventListener("DOMContentLoaded", begin);
  } else { begin(); }

  return {
    columns: function (given) { columns = given; },
    cards: function (number, given) { cards[number] = given; },
    words: function (key, given) { words[key] = given; }
  };
}());
