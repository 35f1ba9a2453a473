CREATE TABLE "program_proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"base" integer NOT NULL,
	"text" text NOT NULL,
	"digest" text NOT NULL,
	"loosened" jsonb NOT NULL,
	"by" text NOT NULL,
	"by_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "program_evidence_keys" ADD COLUMN "added_by_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "program_evidence_keys" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "program_versions" ADD COLUMN "approved_by" text;--> statement-breakpoint
CREATE INDEX "program_proposals_at" ON "program_proposals" USING btree ("at");