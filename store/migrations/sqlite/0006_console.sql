-- What the pages of the console read fast.

-- Findings: the ledger under any filter. Every way to look at it holds all that can be filtered by, so
-- that what is not asked for is passed over in the index alone.
DROP INDEX finding_by_time;
DROP INDEX finding_by_standing;
DROP INDEX finding_by_grade;
DROP INDEX finding_by_risk_source;
DROP INDEX finding_by_product;
DROP INDEX finding_overdue;
DROP INDEX finding_by_county;
CREATE INDEX finding_by_time ON finding (campaign, registered_at, id, county, standing, overdue, grade,
    risk_source, product_group);
CREATE INDEX finding_by_standing ON finding (campaign, standing, registered_at, id, county, overdue, grade,
    risk_source, product_group);
CREATE INDEX finding_by_grade ON finding (campaign, grade, registered_at, id, county, standing, overdue,
    risk_source, product_group);
CREATE INDEX finding_by_risk_source ON finding (campaign, risk_source, registered_at, id, county, standing,
    overdue, grade, product_group);
CREATE INDEX finding_by_product ON finding (campaign, product_group, registered_at, id, county, standing,
    overdue, grade, risk_source);
CREATE INDEX finding_overdue ON finding (campaign, overdue, registered_at, id, county, standing, grade,
    risk_source, product_group) WHERE overdue = TRUE;
-- A county's open findings at an instant are counted from this alone too.
CREATE INDEX finding_by_county ON finding (campaign, county, registered_at, id, standing, overdue, grade,
    risk_source, product_group, closed_at);
-- An enterprise is looked up by how its name begins; by its code and by the finding's id it already is.
CREATE INDEX finding_by_name ON finding (campaign, subject_name, id) WHERE subject_name IS NOT NULL;

-- How many findings there are of each sort, kept as they change: a sum over a campaign reads some
-- thousand rows, not a million.
CREATE TABLE finding_tally (
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    county      TEXT NOT NULL REFERENCES bureau (code),
    standing    TEXT NOT NULL,
    grade       TEXT NOT NULL,
    overdue     BOOLEAN NOT NULL,
    ordered     BOOLEAN NOT NULL, -- at any time
    outcome     TEXT NOT NULL, -- empty while open
    on_time     BOOLEAN NOT NULL, -- every piece of evidence was
    interviewed BOOLEAN NOT NULL,
    handed_over BOOLEAN NOT NULL,
    publicised  BOOLEAN NOT NULL,
    exposed     BOOLEAN NOT NULL,
    listed      BOOLEAN NOT NULL,
    findings    BIGINT NOT NULL CHECK (findings >= 0),
    PRIMARY KEY (campaign, county, standing, grade, overdue, ordered, outcome, on_time, interviewed,
        handed_over, publicised, exposed, listed)
);

INSERT INTO finding_tally
SELECT campaign, county, standing, grade, overdue, ordered_at IS NOT NULL, COALESCE(outcome, ''),
    COALESCE(on_time, FALSE), interviewed, handed_over, publicised, exposed, listed, COUNT(*)
FROM finding
GROUP BY campaign, county, standing, grade, overdue, ordered_at IS NOT NULL, COALESCE(outcome, ''),
    COALESCE(on_time, FALSE), interviewed, handed_over, publicised, exposed, listed;

CREATE TRIGGER finding_is_counted AFTER INSERT ON finding
BEGIN
    INSERT INTO finding_tally
    VALUES (NEW.campaign, NEW.county, NEW.standing, NEW.grade, NEW.overdue, NEW.ordered_at IS NOT NULL,
        COALESCE(NEW.outcome, ''), COALESCE(NEW.on_time, FALSE), NEW.interviewed, NEW.handed_over,
        NEW.publicised, NEW.exposed, NEW.listed, 1)
    ON CONFLICT DO UPDATE SET findings = findings + 1;
END;

CREATE TRIGGER finding_is_counted_anew AFTER UPDATE ON finding
WHEN (OLD.campaign, OLD.county, OLD.standing, OLD.grade, OLD.overdue, OLD.ordered_at IS NOT NULL,
        COALESCE(OLD.outcome, ''), COALESCE(OLD.on_time, FALSE), OLD.interviewed, OLD.handed_over,
        OLD.publicised, OLD.exposed, OLD.listed)
    <> (NEW.campaign, NEW.county, NEW.standing, NEW.grade, NEW.overdue, NEW.ordered_at IS NOT NULL,
        COALESCE(NEW.outcome, ''), COALESCE(NEW.on_time, FALSE), NEW.interviewed, NEW.handed_over,
        NEW.publicised, NEW.exposed, NEW.listed)
BEGIN
    UPDATE finding_tally SET findings = findings - 1
    WHERE (campaign, county, standing, grade, overdue, ordered, outcome, on_time, interviewed, handed_over,
            publicised, exposed, listed)
        = (OLD.campaign, OLD.county, OLD.standing, OLD.grade, OLD.overdue, OLD.ordered_at IS NOT NULL,
            COALESCE(OLD.outcome, ''), COALESCE(OLD.on_time, FALSE), OLD.interviewed, OLD.handed_over,
            OLD.publicised, OLD.exposed, OLD.listed);
    INSERT INTO finding_tally
    VALUES (NEW.campaign, NEW.county, NEW.standing, NEW.grade, NEW.overdue, NEW.ordered_at IS NOT NULL,
        COALESCE(NEW.outcome, ''), COALESCE(NEW.on_time, FALSE), NEW.interviewed, NEW.handed_over,
        NEW.publicised, NEW.exposed, NEW.listed, 1)
    ON CONFLICT DO UPDATE SET findings = findings + 1;
END;

CREATE TRIGGER finding_is_counted_no_more AFTER DELETE ON finding
BEGIN
    UPDATE finding_tally SET findings = findings - 1
    WHERE (campaign, county, standing, grade, overdue, ordered, outcome, on_time, interviewed, handed_over,
            publicised, exposed, listed)
        = (OLD.campaign, OLD.county, OLD.standing, OLD.grade, OLD.overdue, OLD.ordered_at IS NOT NULL,
            COALESCE(OLD.outcome, ''), COALESCE(OLD.on_time, FALSE), OLD.interviewed, OLD.handed_over,
            OLD.publicised, OLD.exposed, OLD.listed);
END;
-- What pages read: indexes, and what a delivery must bear to be paged through by one.

-- The overview, the desk, notices.

-- What a bureau received is read newest first along one index, so a delivery knows its notice's row
-- and instant. Every row has them; SQLite adds no column that must not be empty.
ALTER TABLE delivery ADD COLUMN notice BIGINT REFERENCES notice (id);
ALTER TABLE delivery ADD COLUMN issued_at TIMESTAMP;
UPDATE delivery SET
    notice = (SELECT n.id FROM notice n WHERE n.source = delivery.source AND n.ordinal = delivery.ordinal),
    issued_at =
        (SELECT n.issued_at FROM notice n WHERE n.source = delivery.source AND n.ordinal = delivery.ordinal);
CREATE INDEX delivery_by_recipient ON delivery (recipient, issued_at, notice);
CREATE INDEX delivery_unsent ON delivery (notice) WHERE state IN ('waiting', 'assigned');

-- A search looks through titles, numbers and addressees in this index alone.
CREATE INDEX notice_by_time ON notice
    (issued_at, id, campaign, instrument, year, number, sender, addressee, title);
CREATE INDEX notice_by_campaign_and_time ON notice (campaign, issued_at, id);
CREATE INDEX notice_by_instrument ON notice (instrument, issued_at, id);
CREATE INDEX notice_unacknowledged ON notice (addressee, issued_at, id)
    WHERE number IS NOT NULL AND acknowledged_at IS NULL AND withdrawn_at IS NULL AND voided_at IS NULL;

-- What waits for whom.
CREATE INDEX duty_waiting ON duty (bureau, state, due_at) WHERE state IN ('open', 'overdue', 'submitted');
CREATE INDEX approval_by_approver ON approval (approver, by_when) WHERE state = 'open';
CREATE INDEX finding_open ON finding (campaign, county, subject, standing, overdue, id)
    WHERE standing IN ('registered', 'ordered', 'filed', 'handed-over');
CREATE INDEX finding_look_back ON finding (campaign, county, subject, look_back_at, id)
    WHERE look_back_at IS NOT NULL;
CREATE INDEX listing_waiting ON listing (bureau) WHERE next_at IS NOT NULL;
CREATE INDEX incident_open ON incident (campaign, id) WHERE standing = 'open';
