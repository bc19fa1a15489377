-- +goose Up
CREATE TABLE search_doc (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  gone BOOLEAN NOT NULL DEFAULT FALSE,
  doc TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX search_doc_seq ON search_doc (seq);
CREATE TABLE search_synonym (
  kind TEXT NOT NULL,
  word TEXT NOT NULL,
  means TEXT NOT NULL,
  seq BIGINT NOT NULL,
  gone BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (kind, word, means)
);
CREATE INDEX search_synonym_seq ON search_synonym (seq);
CREATE TABLE search_seq (
  one BIGINT PRIMARY KEY,
  n BIGINT NOT NULL
);
INSERT INTO search_seq (one, n) VALUES (1, 0);
-- +goose Down
DROP TABLE search_seq;
DROP TABLE search_synonym;
DROP TABLE search_doc;
