-- The ledger of what was issued, and the projection that people read.
-- Instants are UTC. `_at` is the instant something happened. Plan time unless a comment says wall time.

CREATE TABLE bureau (
    code            TEXT PRIMARY KEY NOT NULL,
    name            TEXT NOT NULL,
    level           TEXT NOT NULL CHECK (level IN ('province', 'prefecture', 'county')),
    -- No foreign key: a list may name a bureau before its supervisor.
    supervisor      TEXT,
    contacts        TEXT NOT NULL,
    document_prefix TEXT NOT NULL
);

CREATE TABLE campaign (
    id          TEXT PRIMARY KEY NOT NULL,
    title       TEXT NOT NULL,
    issuer      TEXT NOT NULL REFERENCES bureau (code),
    zone        TEXT NOT NULL,
    plan        TEXT NOT NULL,
    timebase    TEXT NOT NULL,
    launched_by TEXT NOT NULL,
    launched_at TIMESTAMP NOT NULL -- wall time
);

-- A bureau takes part from its first record on.
CREATE TABLE participation (
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    bureau      TEXT NOT NULL REFERENCES bureau (code),
    finished_at TIMESTAMP,
    PRIMARY KEY (campaign, bureau)
);

CREATE TABLE duty (
    campaign     TEXT NOT NULL,
    bureau       TEXT NOT NULL,
    obligation   TEXT NOT NULL,
    title        TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN
        ('pending', 'open', 'overdue', 'submitted', 'accepted', 'waived', 'unfulfilled')),
    opens_at     TIMESTAMP NOT NULL,
    due_at       TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP,
    on_time      BOOLEAN,
    round        BIGINT NOT NULL,
    PRIMARY KEY (campaign, bureau, obligation),
    FOREIGN KEY (campaign, bureau) REFERENCES participation (campaign, bureau)
);

-- What each record of a workflow did and was answered: the key makes recording idempotent, and a
-- record told again with other steps is answered with these.
CREATE TABLE record (
    workflow TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    campaign TEXT NOT NULL REFERENCES campaign (id),
    bureau   TEXT NOT NULL REFERENCES bureau (code),
    steps    TEXT NOT NULL,
    answer   TEXT NOT NULL,
    PRIMARY KEY (workflow, sequence)
);

CREATE TABLE ledger (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    workflow    TEXT NOT NULL,
    sequence    BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    campaign    TEXT NOT NULL,
    bureau      TEXT NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    obligation  TEXT,
    event       TEXT NOT NULL,
    by_bureau   TEXT,
    by_name     TEXT,
    detail      TEXT NOT NULL,
    UNIQUE (workflow, sequence, position),
    FOREIGN KEY (workflow, sequence) REFERENCES record (workflow, sequence)
);
CREATE INDEX ledger_by_docket ON ledger (campaign, bureau, id);

-- The ledger is evidence: lines are added and never touched again.
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_is_never_cut BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- The last number given, per issuing bureau and year.
CREATE TABLE document_number (
    bureau TEXT NOT NULL REFERENCES bureau (code),
    year   BIGINT NOT NULL,
    last   BIGINT NOT NULL CHECK (last > 0),
    PRIMARY KEY (bureau, year)
);

CREATE TABLE notice (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign        TEXT NOT NULL,
    about           TEXT NOT NULL, -- whose docket
    ordinal         BIGINT NOT NULL,
    instrument      TEXT NOT NULL,
    obligation      TEXT,
    title           TEXT NOT NULL,
    sender          TEXT NOT NULL REFERENCES bureau (code),
    addressee       TEXT NOT NULL REFERENCES bureau (code),
    issued_at       TIMESTAMP NOT NULL,
    year            BIGINT, -- year and number of what is a document
    number          BIGINT,
    notice          TEXT NOT NULL,
    acknowledged_at TIMESTAMP,
    reply           TEXT,
    withdrawn_at    TIMESTAMP,
    UNIQUE (campaign, about, ordinal),
    UNIQUE (sender, year, number),
    CHECK ((year IS NULL) = (number IS NULL)),
    FOREIGN KEY (campaign, about) REFERENCES participation (campaign, bureau)
);

CREATE TABLE mail (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    bureau     TEXT NOT NULL REFERENCES bureau (code),
    message_id TEXT NOT NULL UNIQUE,
    notices    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL, -- wall time, as all of this table
    sent_at    TIMESTAMP,
    attempts   BIGINT NOT NULL DEFAULT 0,
    failed_at  TIMESTAMP,
    last_error TEXT
);
CREATE INDEX mail_unsent ON mail (bureau, id) WHERE sent_at IS NULL;

-- The outbox: one row for each bureau that receives a notice.
CREATE TABLE delivery (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign  TEXT NOT NULL,
    about     TEXT NOT NULL,
    ordinal   BIGINT NOT NULL,
    recipient TEXT NOT NULL REFERENCES bureau (code),
    is_copy   BOOLEAN NOT NULL,
    send_from TIMESTAMP NOT NULL, -- wall time
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'assigned', 'sent', 'unknown')),
    mail      BIGINT REFERENCES mail (id),
    UNIQUE (campaign, about, ordinal, recipient),
    CHECK ((mail IS NULL) = (state IN ('waiting', 'unknown'))),
    FOREIGN KEY (campaign, about, ordinal) REFERENCES notice (campaign, about, ordinal)
);
CREATE INDEX delivery_waiting ON delivery (recipient, send_from) WHERE state = 'waiting';
CREATE INDEX delivery_by_mail ON delivery (mail);

CREATE TABLE approval (
    campaign   TEXT NOT NULL,
    bureau     TEXT NOT NULL,
    approval   BIGINT NOT NULL, -- its number in the docket
    obligation TEXT,
    instrument TEXT NOT NULL,
    approver   TEXT NOT NULL REFERENCES bureau (code),
    asked_at   TIMESTAMP NOT NULL,
    by_when    TIMESTAMP NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'closed', 'lapsed')),
    settled_at TIMESTAMP,
    reason     TEXT,
    PRIMARY KEY (campaign, bureau, approval),
    FOREIGN KEY (campaign, bureau) REFERENCES participation (campaign, bureau)
);
CREATE INDEX approval_open ON approval (campaign, by_when) WHERE state = 'open';
