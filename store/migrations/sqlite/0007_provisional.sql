-- Whether an obligation's due instant is provisional (暂定): a year it was counted in is not announced.
ALTER TABLE duty ADD COLUMN provisional BOOLEAN NOT NULL DEFAULT FALSE;
