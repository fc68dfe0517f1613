-- A product's photo: whose it is, how much of it came. The picture itself is a file.
CREATE TABLE attachment (
  commune TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  household TEXT COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, id)
);
CREATE INDEX attachment_household ON attachment (commune, household);
