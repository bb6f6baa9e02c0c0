-- SPDX-License-Identifier: GPL-3.0-or-later
-- A database as schema version 2 left it. Never edited once released: later versions get files of their own.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE users ( id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '', role TEXT NOT NULL DEFAULT 'rep', is_local INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX users_one_local ON users (is_local) WHERE is_local = 1;
CREATE TABLE calls ( id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), started_at TEXT NOT NULL, ended_at TEXT, duration REAL, status TEXT NOT NULL  CHECK (status IN ('live', 'completed', 'interrupted', 'pending', 'failed')), recording_url TEXT, title TEXT NOT NULL DEFAULT '', type TEXT NOT NULL DEFAULT '', speech TEXT NOT NULL DEFAULT '', coach TEXT NOT NULL DEFAULT '', playbook_name TEXT NOT NULL DEFAULT '', playbook_version TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', recording_key BLOB);
CREATE INDEX calls_by_start ON calls (started_at);
CREATE INDEX calls_by_status ON calls (status);
CREATE TABLE transcriptions ( id TEXT NOT NULL UNIQUE, call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE, speaker TEXT NOT NULL, text TEXT NOT NULL, timestamp REAL NOT NULL, end_timestamp REAL NOT NULL, confidence_score REAL, position INTEGER PRIMARY KEY, track INTEGER NOT NULL, sentiment REAL, words TEXT, engine TEXT NOT NULL DEFAULT '', backfilled INTEGER NOT NULL DEFAULT 0, latency_ms INTEGER NOT NULL DEFAULT 0);
CREATE INDEX transcriptions_by_call ON transcriptions (call_id, timestamp);
CREATE TABLE withdrawn_lines ( id TEXT NOT NULL PRIMARY KEY, call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE, speaker TEXT NOT NULL, text TEXT NOT NULL, timestamp REAL NOT NULL, end_timestamp REAL NOT NULL, reason TEXT NOT NULL);
CREATE TABLE feedback_events ( id TEXT NOT NULL UNIQUE, call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE, type TEXT NOT NULL, content TEXT NOT NULL, timestamp REAL NOT NULL, metadata TEXT NOT NULL DEFAULT '{}', position INTEGER PRIMARY KEY, origin TEXT NOT NULL DEFAULT 'rule', latency_ms INTEGER NOT NULL DEFAULT 0, outcome TEXT CHECK (outcome IN ('dismissed', 'used')), outcome_at REAL);
CREATE INDEX feedback_events_by_call ON feedback_events (call_id, timestamp);
CREATE TABLE analytics ( id TEXT NOT NULL PRIMARY KEY, call_id TEXT NOT NULL UNIQUE REFERENCES calls (id) ON DELETE CASCADE, talk_time_ratio REAL, sentiment_average REAL, keyword_counts TEXT NOT NULL DEFAULT '{}', performance_score REAL, score_parts TEXT NOT NULL DEFAULT '[]', score_version TEXT NOT NULL DEFAULT '', metrics TEXT, checklist TEXT NOT NULL DEFAULT '{}');
PRAGMA user_version = 2;
INSERT INTO users (id, name, email, role, is_local) VALUES
    ('11111111-1111-4111-8111-111111111111', 'Robin', 'robin@example.com', 'rep', 1);
INSERT INTO calls (id, user_id, started_at, ended_at, duration, status, recording_url, title, type, speech, coach, playbook_name, playbook_version, source, recording_key) VALUES
    ('22222222-2222-4222-8222-222222222222', '11111111-1111-4111-8111-111111111111', '2026-11-22T10:00:00.000Z', '2026-11-22T10:01:01.200Z', 61.2, 'completed', NULL, 'Acme, first call', 'discovery', 'pocketsphinx', 'rules', 'B2B software', '1.0', '', X'74616C6B00FF2D6B65'),
    ('33333333-3333-4333-8333-333333333333', '11111111-1111-4111-8111-111111111111', '2026-11-23T09:30:00.500Z', '2026-11-23T09:30:12.000Z', 11.5, 'interrupted', NULL, 'Zoë & Söhne – Angebot', 'negotiation', 'pocketsphinx', 'rules', 'B2B software', '1.0', '', NULL);
INSERT INTO transcriptions (id, call_id, speaker, text, timestamp, end_timestamp, confidence_score, position, track, sentiment, words, engine, backfilled, latency_ms) VALUES
    ('44444444-4444-4444-8444-444444444441', '22222222-2222-4222-8222-222222222222', 'rep', 'Hello, thanks for your time.', 0.6, 3.2, 0.97, 1, 0, NULL, NULL, 'pocketsphinx', 0, 120),
    ('44444444-4444-4444-8444-444444444442', '22222222-2222-4222-8222-222222222222', 'customer', 'That is too expensive for us.', 4.0, 6.5, 0.91, 2, 1, -0.6, '[["That",4,4.2,0.9],["is",4.2,4.4]]', 'pocketsphinx', 0, 98),
    ('44444444-4444-4444-8444-444444444443', '33333333-3333-4333-8333-333333333333', 'customer', 'Können wir später sprechen?', 9.0, 11.5, NULL, 3, 1, 0.0, NULL, 'pocketsphinx', 0, 0);
INSERT INTO withdrawn_lines (id, call_id, speaker, text, timestamp, end_timestamp, reason) VALUES
    ('44444444-4444-4444-8444-444444444449', '22222222-2222-4222-8222-222222222222', 'rep', 'That is too expensive for us.', 4.1, 6.6, 'echo');
INSERT INTO feedback_events (id, call_id, type, content, timestamp, metadata, position, origin, latency_ms, outcome, outcome_at) VALUES
    ('55555555-5555-4555-8555-555555555551', '22222222-2222-4222-8222-222222222222', 'objection', 'Too expensive', 6.5, '{"category":"price","rule":"price","segment":"44444444-4444-4444-8444-444444444442"}', 1, 'rule', 3, 'used', 9.5),
    ('55555555-5555-4555-8555-555555555552', '22222222-2222-4222-8222-222222222222', 'gap', 'Not transcribed', 30.5, '{"closed":false,"end":34.0,"rule":"gap","segment":"","start":30.5}', 2, 'rule', 0, NULL, NULL);
INSERT INTO analytics (id, call_id, talk_time_ratio, sentiment_average, keyword_counts, performance_score, score_parts, score_version, metrics, checklist) VALUES
    ('66666666-6666-4666-8666-666666666661', '22222222-2222-4222-8222-222222222222', 0.51, -0.6, '{"pricing":1}', 71.5, '[{"measured":true,"name":"talk_ratio","out_of":20,"points":18}]', '1', '{"at":61.2,"pace_wpm_call":151,"questions":0}', '{"done":["intro"],"missed":["budget"]}'),
    ('66666666-6666-4666-8666-666666666662', '33333333-3333-4333-8333-333333333333', 0.0, 0.0, '{}', NULL, '[]', '', NULL, '{"done":[],"missed":[]}');
COMMIT;
