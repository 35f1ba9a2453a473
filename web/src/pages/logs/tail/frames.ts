/** One message of a stream of server-sent events (WHATWG HTML, section 9.2). */
export type Frame = { event: string; data: string; id: string | undefined };

/** Cuts text into messages as it arrives; comments and what has no data are passed over. */
export function frameReader(): (chunk: string) => Frame[] {
  let rest = '';
  return (chunk) => {
    rest = `${rest}${chunk}`.replaceAll('\r\n', '\n');
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.map(readFrame).filter((frame) => frame.data !== '');
  };
}

function readFrame(block: string): Frame {
  const frame: Frame = { event: 'message', data: '', id: undefined };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const name = line.slice(0, colon);
    if (name === 'data') data.push(value);
    else if (name === 'event') frame.event = value;
    else if (name === 'id') frame.id = value;
  }
  return { ...frame, data: data.join('\n') };
}
