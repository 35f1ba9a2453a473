/** As it is installed with the server's own package; what runs it as root reads all that is installed. */
export const agentUnit = `sudo tee /etc/systemd/system/glacis-agent.service > /dev/null <<'END'
[Unit]
Description=Glacis agent
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/local/bin/glacis agent run
Restart=always
RestartSec=30

[Install]
WantedBy=multi-user.target
END
sudo systemctl daemon-reload
sudo systemctl enable --now glacis-agent`;

/** What is pasted on a node, in order. `command` is the server's own, with the one-time token. */
export const enrolSteps = (command: string): readonly { says: string; code: string }[] => [
  { says: 'On the node, change the one-time token for its own credential:', code: `sudo ${command}` },
  { says: 'Then keep the agent running under systemd:', code: agentUnit },
];
