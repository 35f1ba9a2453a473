/** What a sender has to know. */
export type Place = {
  /** Of the web server, without a slash at its end: `https://glacis.example.org`. */
  url: string;
  host: string;
  source: string;
  /** An ingest token, where one was just made. */
  token: string | undefined;
  /** 0 where the server takes no syslog over TLS. */
  tlsPort: number;
};

export type Way = { id: string; title: string; steps: readonly { says: string; code: string }[] };

const tokenOf = ({ token }: Place): string => token ?? 'TOKEN';

/**
 * How to send to a source, ready to be copied: every way keeps lines while Glacis is away. The same stands in
 * docs/sending-logs.md, where it is run by the tests.
 */
export const waysOf = (place: Place): Way[] => [...(place.tlsPort === 0 ? [] : [rsyslog(place)]), syslogNg(place), journald(place), curl(place)];

function rsyslog({ host, tlsPort, source }: Place): Way {
  return {
    id: 'rsyslog',
    title: 'rsyslog',
    steps: [
      {
        says: 'Make a certificate for this sender (tab Senders) and put its three files here:',
        code: `sudo apt-get install -y rsyslog-gnutls
sudo install -d -m 750 -g adm /etc/rsyslog.d/glacis
# ca.pem, cert.pem, key.pem of “${source}” go into /etc/rsyslog.d/glacis`,
      },
      {
        says: 'Then write /etc/rsyslog.d/90-glacis.conf and restart rsyslog:',
        code: `global(DefaultNetstreamDriverCAFile="/etc/rsyslog.d/glacis/ca.pem"
       DefaultNetstreamDriverCertFile="/etc/rsyslog.d/glacis/cert.pem"
       DefaultNetstreamDriverKeyFile="/etc/rsyslog.d/glacis/key.pem")
action(type="omfwd" target="${host}" port="${tlsPort}" protocol="tcp" TCP_Framing="octet-counted"
       StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="${host}"
       template="RSYSLOG_SyslogProtocol23Format"
       queue.type="Disk" queue.filename="glacis" queue.maxDiskSpace="1g" queue.saveOnShutdown="on"
       action.resumeRetryCount="-1")`,
      },
    ],
  };
}

function syslogNg(place: Place): Way {
  const { url, source } = place;
  return {
    id: 'syslog-ng',
    title: 'syslog-ng',
    steps: [
      {
        says: 'Write /etc/syslog-ng/conf.d/glacis.conf (package syslog-ng-mod-http) and reload. s_src is Debian’s usual source:',
        code: `destination d_glacis {
  http(url("${url}/api/v1/ingest?source=${source}")
       method("POST") headers("Authorization: Bearer ${tokenOf(place)}", "Content-Type: text/plain")
       body("$ISODATE $HOST $MSGHDR$MSG") delimiter("\\n") batch-lines(1000) batch-timeout(1000)
       disk-buffer(reliable(yes) disk-buf-size(1073741824) mem-buf-size(67108864)));
};
log { source(s_src); destination(d_glacis); };`,
      },
    ],
  };
}

function journald(place: Place): Way {
  const { url, source } = place;
  return {
    id: 'journald',
    title: 'journald',
    steps: [
      {
        says: 'As root: a script that sends what is new and moves on only when it was taken, and a timer for it:',
        code: `install -d -m 700 /var/lib/glacis
cat > /usr/local/sbin/glacis-journal <<'END'
#!/bin/sh -e
cd /var/lib/glacis
if [ ! -s lines ]; then
  [ ! -s cursor ] || set -- --after-cursor="$(cat cursor)"
  journalctl -q -o json "$@" | head -n 10000 > new
  mv new lines
fi
[ -s lines ] || exit 0
curl -fsS -H 'Authorization: Bearer ${tokenOf(place)}' -H 'Content-Type: application/x-ndjson' \\
  --data-binary @lines '${url}/api/v1/ingest?source=${source}'
tail -n 1 lines | sed 's/.*"__CURSOR" *: *"\\([^"]*\\)".*/\\1/' > next
mv next cursor
rm lines
END
chmod 700 /usr/local/sbin/glacis-journal
cat > /etc/systemd/system/glacis-journal.service <<'END'
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/glacis-journal
END
cat > /etc/systemd/system/glacis-journal.timer <<'END'
[Timer]
OnBootSec=5s
OnUnitInactiveSec=5s
AccuracySec=1s
[Install]
WantedBy=timers.target
END
systemctl daemon-reload
systemctl enable --now glacis-journal.timer
systemctl start glacis-journal.service`,
      },
    ],
  };
}

function curl(place: Place): Way {
  const { url, source } = place;
  return {
    id: 'curl',
    title: 'curl',
    steps: [
      {
        says: 'Anything that can send lines, NDJSON or a JSON array, plain, gzip or zstd:',
        code: `curl -fsS -H 'Authorization: Bearer ${tokenOf(place)}' \\
  --data-binary @/var/log/auth.log '${url}/api/v1/ingest?source=${source}'`,
      },
      {
        says: 'One line, to see it arrive:',
        code: `echo "hello from $(hostname)" | curl -fsS -H 'Authorization: Bearer ${tokenOf(place)}' \\
  --data-binary @- '${url}/api/v1/ingest?source=${source}'`,
      },
    ],
  };
}
