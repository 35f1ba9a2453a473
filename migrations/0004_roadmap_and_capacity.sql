CREATE TABLE "program_arrivals" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"url" text,
	"hours" double precision,
	"spent" double precision DEFAULT 0 NOT NULL,
	"arrived_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"by" text NOT NULL,
	CONSTRAINT "program_arrivals_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "program_calendars" (
	"name" text PRIMARY KEY NOT NULL,
	"events" jsonb NOT NULL,
	"sent_by" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"until" date NOT NULL
);
--> statement-breakpoint
CREATE TABLE "program_fact_days" (
	"fact" text NOT NULL,
	"day" date NOT NULL,
	"value" double precision NOT NULL,
	"least" double precision NOT NULL,
	"most" double precision NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "program_fact_days_fact_day_pk" PRIMARY KEY("fact","day")
);
--> statement-breakpoint
CREATE TABLE "program_milestone_history" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"milestone" text,
	"goal" text,
	"release" text,
	"title" text NOT NULL,
	"what" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL,
	"by" text,
	"because" text,
	"from_words" text,
	"from_day" date,
	"to_words" text,
	"to_day" date
);
--> statement-breakpoint
CREATE TABLE "program_milestones" (
	"milestone" text PRIMARY KEY NOT NULL,
	"goal" text NOT NULL,
	"met" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"flips" integer DEFAULT 0 NOT NULL,
	"doubt_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "program_weeklies" (
	"week" text PRIMARY KEY NOT NULL,
	"summary" jsonb NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "program_arrivals_arrived" ON "program_arrivals" USING btree ("arrived_at","id");--> statement-breakpoint
CREATE INDEX "program_arrivals_ended" ON "program_arrivals" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "program_fact_days_day" ON "program_fact_days" USING btree ("day");--> statement-breakpoint
CREATE INDEX "program_milestone_history_at" ON "program_milestone_history" USING btree ("at");--> statement-breakpoint
CREATE INDEX "program_milestone_history_milestone" ON "program_milestone_history" USING btree ("milestone","seq");