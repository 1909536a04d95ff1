"""What the core needs from the outside world, as Protocols; adapters provide them.

The core calls these and knows nothing of HTTP, SQL, templates or the command line.
"""

from bridge.ports.declaring import (
    Declarations,
    Declarer,
)
from bridge.ports.forum import (
    Eraser,
    Forum,
    Uploads,
)
from bridge.ports.messages import (
    Messages,
)
from bridge.ports.outcomes import (
    FollowUps,
    Pictures,
    Shortlists,
    Statuses,
    Trials,
)
from bridge.ports.services import (
    Charts,
    Clock,
    Documents,
    KeyKeeper,
    Lock,
    Marks,
    Progress,
    Pseudonyms,
    Redactor,
    Relations,
    Similarity,
)
from bridge.ports.store import (
    Destructions,
    Guards,
    Ideas,
    Joinings,
    Journal,
    Ledger,
    Links,
    Periods,
    Rankings,
    Receipts,
    Store,
    Submissions,
    UnitOfWork,
)
from bridge.ports.work import (
    Hints,
    Leases,
    Runs,
)

__all__ = [
    "Charts",
    "Clock",
    "Declarations",
    "Declarer",
    "Destructions",
    "Documents",
    "Eraser",
    "FollowUps",
    "Forum",
    "Guards",
    "Hints",
    "Ideas",
    "Joinings",
    "Journal",
    "KeyKeeper",
    "Leases",
    "Ledger",
    "Links",
    "Lock",
    "Marks",
    "Messages",
    "Periods",
    "Pictures",
    "Progress",
    "Pseudonyms",
    "Rankings",
    "Receipts",
    "Redactor",
    "Relations",
    "Runs",
    "Shortlists",
    "Similarity",
    "Statuses",
    "Store",
    "Submissions",
    "Trials",
    "UnitOfWork",
    "Uploads",
]
