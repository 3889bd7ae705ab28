-- Plans that an office keeps to begin with, and campaigns that are ready and wait for a leader or for their instant.
CREATE TABLE plan_template (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    bureau     TEXT NOT NULL,
    name       TEXT NOT NULL,
    plan       TEXT NOT NULL,             -- the plan's text
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,        -- wall time
    UNIQUE (bureau, name)
);

CREATE TABLE prepared_launch (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    bureau           TEXT NOT NULL,       -- the issuer
    campaign         TEXT NOT NULL,       -- the plan's id
    title            TEXT NOT NULL,
    plan             TEXT NOT NULL,       -- the plan's text
    belated          BOOLEAN NOT NULL,
    launch_at        TIMESTAMP,           -- wall time; NULL: as soon as it is approved
    proposed_by      TEXT NOT NULL,       -- JSON: the actor
    proposed_account TEXT NOT NULL,
    proposed_at      TIMESTAMP NOT NULL,  -- wall time
    status           TEXT NOT NULL CHECK (status IN ('waiting', 'approved', 'declined', 'withdrawn', 'launched', 'failed')),
    decided_by       TEXT,
    decided_at       TIMESTAMP,           -- wall time
    reason           TEXT                 -- why it was declined, withdrawn, or could not go out
);
CREATE INDEX prepared_launch_of_bureau ON prepared_launch (bureau, id);
CREATE INDEX prepared_launch_to_go ON prepared_launch (status) WHERE status = 'approved';
