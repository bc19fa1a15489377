-- +goose Up
CREATE TABLE office_case (
  no TEXT PRIMARY KEY,
  client TEXT NOT NULL,
  item TEXT NOT NULL,
  item_version BIGINT NOT NULL,
  item_name TEXT NOT NULL,
  dept TEXT NOT NULL,
  office TEXT NOT NULL,
  centre TEXT NOT NULL,
  region TEXT NOT NULL,
  applicant TEXT NOT NULL,
  applicant_name TEXT NOT NULL,
  filer TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  received_on TEXT NOT NULL,
  accepted_on TEXT NOT NULL DEFAULT '',
  decided_on TEXT NOT NULL DEFAULT '',
  deemed BOOLEAN NOT NULL DEFAULT FALSE,
  noticed BOOLEAN NOT NULL DEFAULT FALSE,
  accepted_by TEXT NOT NULL DEFAULT '',
  examined_by TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  licence TEXT NOT NULL DEFAULT '',
  answers BYTEA NOT NULL,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX office_case_client ON office_case (client);
CREATE INDEX office_case_applicant ON office_case (applicant, no);
CREATE INDEX office_case_filer ON office_case (filer, no);
CREATE INDEX office_case_item ON office_case (item, item_version, no);

CREATE TABLE case_serial (
  prefix TEXT PRIMARY KEY,
  n BIGINT NOT NULL
);

CREATE TABLE case_material (
  case_no TEXT NOT NULL,
  slot TEXT NOT NULL,
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  kind TEXT NOT NULL,
  paper BOOLEAN NOT NULL,
  added BIGINT NOT NULL,
  PRIMARY KEY (case_no, slot, hash)
);
CREATE INDEX case_material_hash ON case_material (hash);

CREATE TABLE case_paper (
  id TEXT PRIMARY KEY,
  case_no TEXT NOT NULL,
  kind TEXT NOT NULL,
  seal TEXT NOT NULL,
  body TEXT NOT NULL,
  issued BIGINT NOT NULL,
  act TEXT NOT NULL
);
CREATE INDEX case_paper_case ON case_paper (case_no, id);

CREATE TABLE case_draft (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  applicant TEXT NOT NULL,
  item TEXT NOT NULL,
  item_version BIGINT NOT NULL,
  item_name TEXT NOT NULL,
  answers BYTEA NOT NULL,
  materials TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX case_draft_owner ON case_draft (owner, changed);
-- +goose Down
DROP TABLE case_draft;
DROP TABLE case_paper;
DROP TABLE case_material;
DROP TABLE case_serial;
DROP TABLE office_case;
