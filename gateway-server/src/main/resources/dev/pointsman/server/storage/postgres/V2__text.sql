-- What was asked and answered, where a policy keeps it; null again once that is too old.
alter table decisions add column prompt text, add column reply text;

create index decisions_text on decisions (at) where prompt is not null or reply is not null;
