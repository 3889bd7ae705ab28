-- Findings, listings and incidents: they issue notices and ask for approvals as dockets do, so all of
-- these are now known by the workflow that issued them. Documents keep the names they bore, urgent
-- mail goes apart, and bureaus report figures.

-- Lines of findings, listings and incidents bear their kind; those of dockets bear none.
ALTER TABLE ledger ADD COLUMN matter TEXT CHECK (matter IN ('finding', 'listing', 'incident'));
DROP INDEX ledger_by_docket;
CREATE INDEX ledger_by_docket ON ledger (campaign, bureau, id) WHERE matter IS NULL;

ALTER TABLE mail ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX mail_unsent;
CREATE INDEX mail_unsent ON mail (bureau, urgent, id) WHERE sent_at IS NULL;

CREATE TABLE notice_2 (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    source          TEXT NOT NULL, -- the workflow that issued it
    campaign        TEXT NOT NULL REFERENCES campaign (id),
    about           TEXT NOT NULL REFERENCES bureau (code), -- whose docket; whom the matter is about
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
    letterhead      TEXT, -- the names of then; of documents, since they are kept
    acknowledged_at TIMESTAMP,
    reply           TEXT,
    withdrawn_at    TIMESTAMP,
    voided_at       TIMESTAMP,
    void_reason     TEXT,
    archived_sha256 TEXT,
    archived_size   BIGINT,
    UNIQUE (source, ordinal),
    UNIQUE (sender, year, number),
    CHECK ((year IS NULL) = (number IS NULL)),
    CHECK ((voided_at IS NULL) = (void_reason IS NULL)),
    CHECK ((archived_sha256 IS NULL) = (archived_size IS NULL))
);

CREATE TABLE delivery_2 (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source    TEXT NOT NULL,
    campaign  TEXT NOT NULL,
    about     TEXT NOT NULL,
    ordinal   BIGINT NOT NULL,
    recipient TEXT NOT NULL REFERENCES bureau (code),
    is_copy   BOOLEAN NOT NULL,
    urgent    BOOLEAN NOT NULL,
    send_from TIMESTAMP NOT NULL, -- wall time
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'assigned', 'sent', 'unknown')),
    mail      BIGINT REFERENCES mail (id),
    UNIQUE (source, ordinal, recipient),
    CHECK ((mail IS NULL) = (state IN ('waiting', 'unknown'))),
    FOREIGN KEY (source, ordinal) REFERENCES notice_2 (source, ordinal)
);

CREATE TABLE approval_2 (
    source     TEXT NOT NULL, -- the workflow that asks
    campaign   TEXT NOT NULL REFERENCES campaign (id),
    bureau     TEXT NOT NULL REFERENCES bureau (code),
    approval   BIGINT NOT NULL, -- its number in the docket or the matter
    obligation TEXT,
    instrument TEXT NOT NULL,
    approver   TEXT NOT NULL REFERENCES bureau (code),
    asked_at   TIMESTAMP NOT NULL,
    by_when    TIMESTAMP NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'closed', 'lapsed')),
    settled_at TIMESTAMP,
    reason     TEXT,
    PRIMARY KEY (source, approval)
);

-- Until now only dockets issued notices: campaign/{id}/{bureau}.
INSERT INTO notice_2 (id, source, campaign, about, ordinal, instrument, obligation, title, sender,
    addressee, issued_at, year, number, notice, acknowledged_at, reply, withdrawn_at)
SELECT id, 'campaign/' || campaign || '/' || about, campaign, about, ordinal, instrument, obligation, title,
    sender, addressee, issued_at, year, number, notice, acknowledged_at, reply, withdrawn_at
FROM notice ORDER BY id;

INSERT INTO delivery_2 (id, source, campaign, about, ordinal, recipient, is_copy, urgent, send_from, state,
    mail)
SELECT id, 'campaign/' || campaign || '/' || about, campaign, about, ordinal, recipient, is_copy, FALSE,
    send_from, state, mail
FROM delivery ORDER BY id;

INSERT INTO approval_2 (source, campaign, bureau, approval, obligation, instrument, approver, asked_at,
    by_when, state, settled_at, reason)
SELECT 'campaign/' || campaign || '/' || bureau, campaign, bureau, approval, obligation, instrument, approver,
    asked_at, by_when, state, settled_at, reason
FROM approval;

-- Children first: a table that others refer to cannot be dropped. Renaming takes references along.
DROP TABLE delivery;
DROP TABLE notice;
DROP TABLE approval;
ALTER TABLE notice_2 RENAME TO notice;
ALTER TABLE delivery_2 RENAME TO delivery;
ALTER TABLE approval_2 RENAME TO approval;

CREATE INDEX notice_by_campaign ON notice (campaign, id);
CREATE INDEX notice_by_bureau ON notice (campaign, about, instrument);
CREATE INDEX delivery_waiting ON delivery (recipient, urgent, send_from) WHERE state = 'waiting';
CREATE INDEX delivery_by_mail ON delivery (mail);
CREATE INDEX approval_open ON approval (campaign, by_when) WHERE state = 'open';

CREATE TABLE finding (
    workflow        TEXT NOT NULL UNIQUE,
    campaign        TEXT NOT NULL REFERENCES campaign (id),
    id              TEXT NOT NULL,
    county          TEXT NOT NULL REFERENCES bureau (code),
    -- An enterprise by name, credit code and trade, or a bureau by its code.
    subject         TEXT NOT NULL CHECK (subject IN ('enterprise', 'bureau')),
    subject_name    TEXT,
    credit_code     TEXT,
    trade           TEXT,
    subject_bureau  TEXT,
    product_group   TEXT NOT NULL,
    product_item    TEXT,
    kind            TEXT NOT NULL,
    risk_source     TEXT NOT NULL,
    problem         TEXT NOT NULL,
    found_on        DATE NOT NULL,
    corrected       TEXT, -- the result, where it was put right on the spot
    attachments     TEXT NOT NULL,
    by_bureau       TEXT,
    by_name         TEXT,
    registered_at   TIMESTAMP NOT NULL,
    -- From here on, what changes.
    standing        TEXT NOT NULL CHECK (standing IN
        ('registered', 'ordered', 'filed', 'handed-over', 'closed', 'cancelled')),
    grade           TEXT NOT NULL CHECK (grade IN ('ordinary', 'serious', 'major')),
    ordered_at      TIMESTAMP,
    due_at          TIMESTAMP,
    overdue         BOOLEAN NOT NULL,
    round           BIGINT NOT NULL,
    closed_at       TIMESTAMP,
    outcome         TEXT CHECK (outcome IN ('rectified', 'corrected-on-the-spot', 'dismissed', 'handed-over')),
    on_time         BOOLEAN,
    look_back_at    TIMESTAMP,
    interviewed     BOOLEAN NOT NULL,
    handed_over     BOOLEAN NOT NULL,
    publicised      BOOLEAN NOT NULL,
    exposed         BOOLEAN NOT NULL,
    listed          BOOLEAN NOT NULL,
    PRIMARY KEY (campaign, id),
    CHECK ((subject = 'enterprise') = (subject_name IS NOT NULL)),
    CHECK ((subject = 'enterprise') = (credit_code IS NOT NULL)),
    CHECK ((subject = 'enterprise') = (trade IS NOT NULL)),
    CHECK ((subject = 'bureau') = (subject_bureau IS NOT NULL))
);

-- The pages of the ledger: newest first by (registered_at, id), whichever way one looks at it.
CREATE INDEX finding_by_time ON finding (campaign, registered_at, id);
CREATE INDEX finding_by_standing ON finding (campaign, standing, registered_at, id);
CREATE INDEX finding_by_grade ON finding (campaign, grade, registered_at, id);
CREATE INDEX finding_by_risk_source ON finding (campaign, risk_source, registered_at, id);
CREATE INDEX finding_by_product ON finding (campaign, product_group, registered_at, id);
CREATE INDEX finding_overdue ON finding (campaign, overdue, registered_at, id, county) WHERE overdue = TRUE;
CREATE INDEX finding_by_subject ON finding (credit_code, campaign, registered_at, id)
    WHERE credit_code IS NOT NULL;
-- A county's page under any filter, its open findings and the statistics are read from this alone.
CREATE INDEX finding_by_county ON finding (campaign, county, registered_at, id, standing, overdue, grade,
    risk_source, product_group, outcome, ordered_at, closed_at, on_time, interviewed, handed_over,
    publicised, exposed, listed);

-- Supervision samplings (监督抽查), reported across campaigns.
CREATE TABLE sampling (
    credit_code TEXT NOT NULL,
    reference   TEXT NOT NULL,
    name        TEXT NOT NULL, -- the enterprise's, as written then
    sampled_on  DATE NOT NULL,
    passed      BOOLEAN NOT NULL,
    product     TEXT NOT NULL,
    by_bureau   TEXT NOT NULL REFERENCES bureau (code),
    by_name     TEXT NOT NULL,
    PRIMARY KEY (credit_code, reference)
);

CREATE TABLE listing (
    workflow      TEXT NOT NULL UNIQUE,
    campaign      TEXT NOT NULL REFERENCES campaign (id),
    id            TEXT NOT NULL,
    bureau        TEXT NOT NULL REFERENCES bureau (code), -- under supervision
    target        TEXT NOT NULL CHECK (target IN ('bureau', 'finding')),
    obligation    TEXT, -- whose ladder led here
    finding       TEXT,
    grounds       TEXT NOT NULL,
    reason        TEXT NOT NULL,
    by_bureau     TEXT, -- none: a ladder
    by_name       TEXT,
    opened_at     TIMESTAMP NOT NULL,
    issued_notice BIGINT, -- the docket's document that listed it
    issued_by     TEXT,
    previous      TEXT,
    standing      TEXT NOT NULL CHECK (standing IN
        ('proposed', 'listed', 'applied', 'delisted', 'dropped', 'revoked', 'cancelled')),
    listed_at     TIMESTAMP,
    until_at      TIMESTAMP,
    expired       BOOLEAN NOT NULL,
    published_at  TIMESTAMP,
    plan_filed_at TIMESTAMP,
    progress      BIGINT NOT NULL,
    delisted_at   TIMESTAMP,
    next_task     TEXT,
    next_at       TIMESTAMP,
    PRIMARY KEY (campaign, id),
    CHECK ((target = 'finding') = (finding IS NOT NULL)),
    CHECK ((next_task IS NULL) = (next_at IS NULL))
);

CREATE TABLE incident (
    workflow    TEXT NOT NULL UNIQUE,
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    id          TEXT NOT NULL,
    bureau      TEXT NOT NULL REFERENCES bureau (code), -- that reports it
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    attachments TEXT NOT NULL,
    by_bureau   TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    reported_at TIMESTAMP NOT NULL,
    standing    TEXT NOT NULL CHECK (standing IN ('open', 'acknowledged', 'unanswered', 'cancelled')),
    levels      TEXT NOT NULL,
    PRIMARY KEY (campaign, id)
);

-- Figures as bureaus reported them, each time they did; the latest one counts.
CREATE TABLE figure (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    bureau      TEXT NOT NULL REFERENCES bureau (code),
    indicator   TEXT NOT NULL,
    value       BIGINT NOT NULL,
    reported_at TIMESTAMP NOT NULL,
    by_bureau   TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    -- A report that is told again adds nothing.
    UNIQUE (campaign, bureau, indicator, reported_at, value)
);
CREATE TRIGGER figure_is_never_changed BEFORE UPDATE ON figure
BEGIN
    SELECT RAISE(ABORT, 'figures are append-only');
END;
CREATE TRIGGER figure_is_never_cut BEFORE DELETE ON figure
BEGIN
    SELECT RAISE(ABORT, 'figures are append-only');
END;
