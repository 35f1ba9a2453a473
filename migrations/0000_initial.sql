CREATE SEQUENCE "public"."ingest_batches" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "alert_history" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"alert_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"what" text NOT NULL,
	"by" text NOT NULL,
	"note" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"detection" text NOT NULL,
	"title" text NOT NULL,
	"severity" text NOT NULL,
	"state" text NOT NULL,
	"about" text NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"acknowledged_by" text,
	"resolved_by" text,
	"resolved_at" timestamp (3) with time zone,
	"note" text NOT NULL,
	"count" bigint NOT NULL,
	"evidence" jsonb
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"url" text,
	"recipients" jsonb,
	"minimum" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"sealed_secret" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"channel_name" text NOT NULL,
	"key" text NOT NULL,
	"message" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "deliveries_once" UNIQUE("channel_id","key")
);
--> statement-breakpoint
CREATE TABLE "detection_progress" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"received" bigint NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "detection_state" (
	"detector" text NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "detection_state_detector_key_pk" PRIMARY KEY("detector","key")
);
--> statement-breakpoint
CREATE TABLE "signin_failure_peaks" (
	"account" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"peak" bigint NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signin_failure_peaks_account_hour_pk" PRIMARY KEY("account","hour")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"departed_at" timestamp (3) with time zone,
	"hours" jsonb,
	"origin" text NOT NULL,
	"networks" text[] NOT NULL,
	"first_sign_in_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_accounts" (
	"key" text PRIMARY KEY NOT NULL,
	"identity_id" text NOT NULL,
	"account" text NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_places" (
	"identity_id" text NOT NULL,
	"kind" text NOT NULL,
	"place" text NOT NULL,
	"how" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identity_places_identity_id_kind_place_pk" PRIMARY KEY("identity_id","kind","place")
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"account" text NOT NULL,
	"account_key" text NOT NULL,
	"identity_id" text,
	"identity_name" text,
	"identity_kind" text,
	"product" text NOT NULL,
	"source" text NOT NULL,
	"host" text NOT NULL,
	"ip" text NOT NULL,
	"network" text NOT NULL,
	"country" text NOT NULL,
	"means" text NOT NULL,
	"actor" text NOT NULL,
	"expected" boolean NOT NULL,
	"reasons" jsonb NOT NULL,
	"verdict" text,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"person_id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "invitations_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "known_networks" (
	"person_id" text NOT NULL,
	"network" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "known_networks_person_id_network_pk" PRIMARY KEY("person_id","network")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text,
	"totp_seed" text,
	"totp_step" bigint,
	"totp_draft" text,
	"sso_issuer" text,
	"sso_subject" text,
	"disabled_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "people_email" UNIQUE("email"),
	CONSTRAINT "people_sso" UNIQUE("sso_issuer","sso_subject")
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"person_id" text NOT NULL,
	"code_hash" text NOT NULL,
	CONSTRAINT "recovery_codes_person_id_code_hash_pk" PRIMARY KEY("person_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"person_id" text NOT NULL,
	"means" text NOT NULL,
	"ip" text NOT NULL,
	"user_agent" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sessions_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "setup_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_tries" (
	"bucket" text PRIMARY KEY NOT NULL,
	"empty_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"source" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "tokens_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"ip" text,
	"target_type" text,
	"target_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_unshipped" (
	"seq" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"token" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ingest_claims" (
	"batch" bigint PRIMARY KEY NOT NULL,
	"server" text NOT NULL,
	"from_segment" bigint NOT NULL,
	"from_offset" bigint NOT NULL,
	"to_segment" bigint NOT NULL,
	"to_offset" bigint NOT NULL,
	"retention" integer NOT NULL,
	"day" integer NOT NULL,
	"skip" integer[] NOT NULL,
	"lines" integer NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"batch" bigint NOT NULL,
	"server" text NOT NULL,
	"retention" integer NOT NULL,
	"lines" integer NOT NULL,
	"sources" text[] NOT NULL,
	"time_from" timestamp (3) with time zone NOT NULL,
	"time_to" timestamp (3) with time zone NOT NULL,
	"digest" text NOT NULL,
	"committed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "journal_batch_unique" UNIQUE("batch")
);
--> statement-breakpoint
CREATE TABLE "ledger_hours" (
	"source" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"stored" bigint NOT NULL,
	CONSTRAINT "ledger_hours_source_hour_pk" PRIMARY KEY("source","hour")
);
--> statement-breakpoint
CREATE TABLE "ledger_rejections" (
	"source" text NOT NULL,
	"reason" text NOT NULL,
	"lines" bigint NOT NULL,
	CONSTRAINT "ledger_rejections_source_reason_pk" PRIMARY KEY("source","reason")
);
--> statement-breakpoint
CREATE TABLE "ledger_totals" (
	"source" text PRIMARY KEY NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"stored" bigint DEFAULT 0 NOT NULL,
	"duplicate" bigint DEFAULT 0 NOT NULL,
	"unparsed" bigint DEFAULT 0 NOT NULL,
	"last_seen" timestamp (3) with time zone,
	"lag_ms" bigint,
	"last_peer" text
);
--> statement-breakpoint
CREATE TABLE "ledger_waiting" (
	"server" text NOT NULL,
	"source" text NOT NULL,
	"lines" bigint NOT NULL,
	"last_seen" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_waiting_server_source_pk" PRIMARY KEY("server","source")
);
--> statement-breakpoint
CREATE TABLE "ingest_receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ingest_spools" (
	"server" text PRIMARY KEY NOT NULL,
	"segment" bigint DEFAULT 0 NOT NULL,
	"offset" bigint DEFAULT 0 NOT NULL,
	"waiting" bigint DEFAULT 0 NOT NULL,
	"waiting_since" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"stopped" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_searches" (
	"id" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"range" text,
	"columns" text[] NOT NULL,
	"shared" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_health" (
	"source" text PRIMARY KEY NOT NULL,
	"trouble" jsonb,
	"samples" jsonb NOT NULL,
	"looked_at" timestamp with time zone NOT NULL,
	"watched_since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"name" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"description" text NOT NULL,
	"format" text,
	"time_zone" text NOT NULL,
	"retention_days" integer NOT NULL,
	"silent_after_minutes" integer,
	"unparsed_share" double precision,
	"senders" jsonb NOT NULL,
	"hidden_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "alert_history" ADD CONSTRAINT "alert_history_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_accounts" ADD CONSTRAINT "identity_accounts_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_places" ADD CONSTRAINT "identity_places_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_networks" ADD CONSTRAINT "known_networks_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_health" ADD CONSTRAINT "source_health_source_sources_name_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_history_alert" ON "alert_history" USING btree ("alert_id","seq");--> statement-breakpoint
CREATE INDEX "alerts_raised" ON "alerts" USING btree ("raised_at","id");--> statement-breakpoint
CREATE INDEX "alerts_state" ON "alerts" USING btree ("state","raised_at");--> statement-breakpoint
CREATE INDEX "deliveries_at" ON "deliveries" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "signin_failure_peaks_seen" ON "signin_failure_peaks" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "identities_name" ON "identities" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "identity_accounts_identity" ON "identity_accounts" USING btree ("identity_id");--> statement-breakpoint
CREATE INDEX "sign_ins_at" ON "sign_ins" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "sign_ins_account" ON "sign_ins" USING btree ("account_key","at");--> statement-breakpoint
CREATE INDEX "sign_ins_received" ON "sign_ins" USING btree ("expected","received_at");--> statement-breakpoint
CREATE INDEX "sign_ins_open" ON "sign_ins" USING btree ("at","id") WHERE NOT expected AND verdict IS NULL;--> statement-breakpoint
CREATE INDEX "sessions_person" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_seen" ON "sessions" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "sign_in_tries_empty" ON "sign_in_tries" USING btree ("empty_at");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "ingest_claims_server" ON "ingest_claims" USING btree ("server");--> statement-breakpoint
CREATE INDEX "ledger_hours_hour" ON "ledger_hours" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "ingest_receipts_until" ON "ingest_receipts" USING btree ("until");--> statement-breakpoint
CREATE INDEX "saved_searches_owner" ON "saved_searches" USING btree ("owner");