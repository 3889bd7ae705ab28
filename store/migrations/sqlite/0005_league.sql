-- League tables as they stood at the close of their period: kept once, as evidence, and never touched
-- again. The period's row seals the lines and facts that were written before it.

-- A table is derived from these lines of dockets and findings alone.
CREATE INDEX ledger_league ON ledger (campaign, id) WHERE event IN
    ('opened', 'extended', 'submitted', 'returned', 'waived', 'cancelled', 'ordered', 'evidence-filed',
     'closed', 'reopened');

CREATE TABLE league_row (
    campaign         TEXT NOT NULL REFERENCES campaign (id),
    period           TEXT NOT NULL,
    bureau           TEXT NOT NULL REFERENCES bureau (code),
    name             TEXT NOT NULL, -- name, level and superiors as they were then
    level            TEXT NOT NULL CHECK (level IN ('province', 'prefecture', 'county')),
    superiors        TEXT NOT NULL,
    rank             BIGINT CHECK (rank > 0), -- among those of its level; none where nothing fell due
    owed             BIGINT NOT NULL,
    handed_in        BIGINT NOT NULL,
    in_time          BIGINT NOT NULL,
    findings_due     BIGINT NOT NULL,
    findings_in_time BIGINT NOT NULL,
    PRIMARY KEY (campaign, period, bureau),
    CHECK (in_time <= handed_in AND handed_in <= owed AND findings_in_time <= findings_due)
);

-- What the figures rest on.
CREATE TABLE league_fact (
    campaign     TEXT NOT NULL,
    period       TEXT NOT NULL,
    bureau       TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('obligation', 'finding')),
    about        TEXT NOT NULL, -- the obligation's or the finding's id
    turn         BIGINT NOT NULL,
    due_at       TIMESTAMP NOT NULL,
    first_due_at TIMESTAMP,
    received_at  TIMESTAMP,
    closed_at    TIMESTAMP,
    verdict      TEXT NOT NULL CHECK (verdict IN ('in-time', 'late', 'filed', 'sent-back', 'missing')),
    PRIMARY KEY (campaign, period, kind, bureau, about, turn),
    FOREIGN KEY (campaign, period, bureau) REFERENCES league_row (campaign, period, bureau)
);

CREATE TABLE league_period (
    campaign  TEXT NOT NULL REFERENCES campaign (id),
    period    TEXT NOT NULL,
    title     TEXT NOT NULL,
    from_day  DATE NOT NULL,
    to_day    DATE NOT NULL,
    closes_at TIMESTAMP NOT NULL,
    frozen_at TIMESTAMP NOT NULL, -- wall time
    PRIMARY KEY (campaign, period)
);

CREATE TRIGGER league_period_is_never_changed BEFORE UPDATE ON league_period
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_period_is_never_cut BEFORE DELETE ON league_period
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_row_is_never_changed BEFORE UPDATE ON league_row
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_row_is_never_cut BEFORE DELETE ON league_row
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_row_is_never_added BEFORE INSERT ON league_row
WHEN EXISTS (SELECT 1 FROM league_period WHERE campaign = NEW.campaign AND period = NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_fact_is_never_changed BEFORE UPDATE ON league_fact
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_fact_is_never_cut BEFORE DELETE ON league_fact
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
CREATE TRIGGER league_fact_is_never_added BEFORE INSERT ON league_fact
WHEN EXISTS (SELECT 1 FROM league_period WHERE campaign = NEW.campaign AND period = NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'a closed table never changes');
END;
