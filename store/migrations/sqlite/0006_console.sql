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
