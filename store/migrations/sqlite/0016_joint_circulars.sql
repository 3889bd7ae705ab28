-- One circular names all: notices to several bureaus share its paper and its number.

CREATE TABLE circular (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign   TEXT NOT NULL REFERENCES campaign (id),
    obligation TEXT NOT NULL,
    joint      TEXT NOT NULL, -- what its notices have in common
    sender     TEXT NOT NULL REFERENCES bureau (code),
    due_at     TIMESTAMP,
    send_from  TIMESTAMP NOT NULL, -- wall time
    year       BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    prefix     TEXT NOT NULL, -- the organ code that stands before the number
    closed_at  TIMESTAMP, -- wall time; nobody joins it any more
    UNIQUE (sender, year, number)
);
CREATE UNIQUE INDEX circular_open ON circular (campaign, joint) WHERE closed_at IS NULL;
CREATE INDEX circular_by_joint ON circular (campaign, joint);

-- The same tables with the notices' circular, and with numbers that are used once where there is none.
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
    replied_at      TIMESTAMP,
    reply_files     TEXT, -- what came with the reply: attachments, as JSON
    awaits_reply    BOOLEAN NOT NULL DEFAULT FALSE, -- a reply was asked for and has not come
    circular        BIGINT REFERENCES circular (id),
    UNIQUE (source, ordinal),
    CHECK ((year IS NULL) = (number IS NULL)),
    CHECK ((voided_at IS NULL) = (void_reason IS NULL)),
    CHECK ((archived_sha256 IS NULL) = (archived_size IS NULL)),
    CHECK (circular IS NULL OR number IS NOT NULL)
);
INSERT INTO notice_2 (id, source, campaign, about, ordinal, instrument, obligation, title, sender, addressee,
    issued_at, year, number, notice, letterhead, acknowledged_at, reply, withdrawn_at, voided_at, void_reason,
    archived_sha256, archived_size, replied_at, reply_files, awaits_reply)
SELECT id, source, campaign, about, ordinal, instrument, obligation, title, sender, addressee, issued_at, year,
    number, notice, letterhead, acknowledged_at, reply, withdrawn_at, voided_at, void_reason, archived_sha256,
    archived_size, replied_at, reply_files, awaits_reply
FROM notice ORDER BY id;

CREATE TABLE delivery_2 (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source      TEXT NOT NULL,
    campaign    TEXT NOT NULL,
    about       TEXT NOT NULL,
    ordinal     BIGINT NOT NULL,
    recipient   TEXT NOT NULL REFERENCES bureau (code),
    is_copy     BOOLEAN NOT NULL,
    urgent      BOOLEAN NOT NULL,
    send_from   TIMESTAMP NOT NULL, -- wall time
    state       TEXT NOT NULL
        CHECK (state IN ('waiting', 'assigned', 'sent', 'undeliverable', 'left-out', 'unknown')),
    mail        BIGINT REFERENCES mail (id),
    notice      BIGINT REFERENCES notice_2 (id),
    issued_at   TIMESTAMP,
    moot        TEXT, -- why it was left out
    left_out_at TIMESTAMP,
    UNIQUE (source, ordinal, recipient),
    CHECK ((mail IS NULL) = (state IN ('waiting', 'left-out', 'unknown'))),
    CHECK ((moot IS NULL) = (state <> 'left-out')),
    CHECK ((moot IS NULL) = (left_out_at IS NULL)),
    FOREIGN KEY (source, ordinal) REFERENCES notice_2 (source, ordinal)
);
INSERT INTO delivery_2 (id, source, campaign, about, ordinal, recipient, is_copy, urgent, send_from, state,
    mail, notice, issued_at, moot, left_out_at)
SELECT id, source, campaign, about, ordinal, recipient, is_copy, urgent, send_from, state, mail, notice,
    issued_at, moot, left_out_at
FROM delivery ORDER BY id;

-- Children first: a table that others refer to cannot be dropped. Renaming takes references along.
DROP TABLE delivery;
DROP TABLE notice;
ALTER TABLE notice_2 RENAME TO notice;
ALTER TABLE delivery_2 RENAME TO delivery;

CREATE INDEX notice_by_campaign ON notice (campaign, id);
CREATE INDEX notice_by_bureau ON notice (campaign, about, instrument);
CREATE INDEX notice_by_time ON notice
    (issued_at, id, campaign, instrument, year, number, sender, addressee, title);
CREATE INDEX notice_by_campaign_and_time ON notice (campaign, issued_at, id);
CREATE INDEX notice_by_instrument ON notice (instrument, issued_at, id);
CREATE INDEX notice_unacknowledged ON notice (addressee, issued_at, id)
    WHERE number IS NOT NULL AND (acknowledged_at IS NULL OR awaits_reply) AND withdrawn_at IS NULL
        AND voided_at IS NULL;
-- A number is used once, but for those that share a circular.
CREATE UNIQUE INDEX notice_by_number ON notice
    (sender, year, number, (CASE WHEN circular IS NULL THEN 0 ELSE id END));
CREATE INDEX notice_by_circular ON notice (circular) WHERE circular IS NOT NULL;
CREATE INDEX delivery_waiting ON delivery (recipient, urgent, send_from) WHERE state = 'waiting';
CREATE INDEX delivery_by_mail ON delivery (mail);
CREATE INDEX delivery_by_recipient ON delivery (recipient, issued_at, notice);
CREATE INDEX delivery_unsent ON delivery (notice) WHERE state IN ('waiting', 'assigned');
CREATE INDEX delivery_unmailed ON delivery (state, notice) WHERE state IN ('undeliverable', 'left-out');
