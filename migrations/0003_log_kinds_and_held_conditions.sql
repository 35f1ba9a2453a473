ALTER TABLE "ledger_hours" ADD COLUMN "kinds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "kinds" text[];--> statement-breakpoint
ALTER TABLE "program_held" ADD COLUMN "of" text DEFAULT '' NOT NULL;