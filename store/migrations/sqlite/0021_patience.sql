-- Since when a mail server has put a mail off for one of those it goes to, without a break.
ALTER TABLE mail_recipient ADD COLUMN put_off_since TIMESTAMP; -- wall time
