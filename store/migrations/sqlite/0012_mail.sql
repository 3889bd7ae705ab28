-- Mail that is tried again recipient by recipient, set aside when it is refused for good, and left out
-- where it no longer holds.

-- When a mail is tried next; NULL: nobody waits for it. Set aside: the office's server refused it for good.
-- Where it goes instead of the office, if a person said so.
ALTER TABLE mail ADD COLUMN try_from TIMESTAMP;
ALTER TABLE mail ADD COLUMN refused_at TIMESTAMP;
ALTER TABLE mail ADD COLUMN instead TEXT;
UPDATE mail SET try_from = created_at WHERE sent_at IS NULL;
DROP INDEX mail_unsent;
CREATE INDEX mail_to_try ON mail (bureau, urgent, try_from) WHERE try_from IS NOT NULL;
CREATE INDEX mail_refused ON mail (bureau, id) WHERE refused_at IS NOT NULL;

-- What became of a mail with each of those it goes to.
CREATE TABLE mail_recipient (
    mail     BIGINT NOT NULL REFERENCES mail (id),
    role     TEXT NOT NULL CHECK (role IN ('office', 'leader', 'officer')),
    address  TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
    attempts BIGINT NOT NULL,
    tried_at TIMESTAMP NOT NULL, -- wall time
    answer   TEXT, -- the server's words
    PRIMARY KEY (mail, role)
);
CREATE INDEX mail_recipient_refused ON mail_recipient (mail) WHERE state = 'refused';

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
    notice      BIGINT REFERENCES notice (id),
    issued_at   TIMESTAMP,
    moot        TEXT, -- why it was left out
    left_out_at TIMESTAMP,
    UNIQUE (source, ordinal, recipient),
    CHECK ((mail IS NULL) = (state IN ('waiting', 'left-out', 'unknown'))),
    CHECK ((moot IS NULL) = (state <> 'left-out')),
    CHECK ((moot IS NULL) = (left_out_at IS NULL)),
    FOREIGN KEY (source, ordinal) REFERENCES notice (source, ordinal)
);
INSERT INTO delivery_2 (id, source, campaign, about, ordinal, recipient, is_copy, urgent, send_from, state,
    mail, notice, issued_at)
SELECT id, source, campaign, about, ordinal, recipient, is_copy, urgent, send_from, state, mail, notice,
    issued_at
FROM delivery ORDER BY id;
DROP TABLE delivery;
ALTER TABLE delivery_2 RENAME TO delivery;

CREATE INDEX delivery_waiting ON delivery (recipient, urgent, send_from) WHERE state = 'waiting';
CREATE INDEX delivery_by_mail ON delivery (mail);
CREATE INDEX delivery_by_recipient ON delivery (recipient, issued_at, notice);
CREATE INDEX delivery_unsent ON delivery (notice) WHERE state IN ('waiting', 'assigned');
CREATE INDEX delivery_unmailed ON delivery (state, notice) WHERE state IN ('undeliverable', 'left-out');
