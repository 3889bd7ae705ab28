-- To acknowledge a document and to reply to it are two things; why a submission was sent back.

ALTER TABLE notice ADD COLUMN replied_at TIMESTAMP;
-- What came with the reply: attachments, as JSON.
ALTER TABLE notice ADD COLUMN reply_files TEXT;
-- Whether a reply was asked for and has not come.
ALTER TABLE notice ADD COLUMN awaits_reply BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE notice SET replied_at = acknowledged_at WHERE reply IS NOT NULL;
-- What was acknowledged before was dealt with by that.
UPDATE notice SET awaits_reply = TRUE
WHERE number IS NOT NULL AND acknowledged_at IS NULL AND source LIKE 'campaign/%'
    AND json_extract(notice, '$.facts.reply_by') IS NOT NULL;

DROP INDEX notice_unacknowledged;
CREATE INDEX notice_unacknowledged ON notice (addressee, issued_at, id)
    WHERE number IS NOT NULL AND (acknowledged_at IS NULL OR awaits_reply) AND withdrawn_at IS NULL
        AND voided_at IS NULL;

ALTER TABLE duty ADD COLUMN returned_at TIMESTAMP;
ALTER TABLE duty ADD COLUMN returned_reason TEXT;
UPDATE duty SET (returned_at, returned_reason) = (
    SELECT l.happened_at, json_extract(l.detail, '$.reason') FROM ledger l
    WHERE l.campaign = duty.campaign AND l.bureau = duty.bureau AND l.obligation = duty.obligation
        AND l.event = 'returned'
    ORDER BY l.id DESC LIMIT 1)
WHERE round > 1;
