CREATE TABLE "program_statements" (
	"digest" text PRIMARY KEY NOT NULL,
	"envelope" jsonb NOT NULL,
	"signers" jsonb NOT NULL,
	"by" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "program_commit_statuses" (
	"gate" text NOT NULL,
	"repository" text NOT NULL,
	"sha" text NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"written" text,
	"state" text,
	"written_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "program_commit_statuses_gate_repository_sha_pk" PRIMARY KEY("gate","repository","sha")
);
--> statement-breakpoint
CREATE TABLE "program_deployments" (
	"delivery" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"repository" text NOT NULL,
	"environment" text NOT NULL,
	"run" bigint NOT NULL,
	"installation" bigint,
	"gate" text,
	"state" text NOT NULL,
	"comment" text,
	"answered_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "program_deployments_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "program_hand_claims" (
	"milestone" text PRIMARY KEY NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "program_tracking" (
	"place" text PRIMARY KEY NOT NULL,
	"wanted_at" timestamp (3) with time zone NOT NULL,
	"number" integer,
	"url" text,
	"state" text NOT NULL,
	"written" jsonb,
	"synced_at" timestamp (3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE INDEX "program_statements_received" ON "program_statements" USING btree ("received_at","digest");--> statement-breakpoint
CREATE INDEX "program_deployments_received" ON "program_deployments" USING btree ("received_at");