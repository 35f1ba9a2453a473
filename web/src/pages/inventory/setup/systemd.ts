/** Where docs/inventory.md puts the checkout that a node's agent runs from. */
const PLACE = '/opt/glacis';

/** What is pasted on a node, in order. `command` is the server's own, with the one-time token. */
export const enrolSteps = (command: string): readonly { says: string; code: string }[] => [
  { says: `With a checkout of Glacis at ${PLACE}, change the one-time token for a credential of the node’s own:`, code: `sudo ${command.replace(/^glacis /, `${PLACE}/bin/glacis `)}` },
  { says: 'Then keep the agent running under systemd:', code: `sudo cp ${PLACE}/deploy/systemd/glacis-agent.service /etc/systemd/system/\nsudo systemctl enable --now glacis-agent` },
];
