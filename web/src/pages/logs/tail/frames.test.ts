import { expect, test } from 'vitest';
import { frameReader } from './frames.ts';

test('messages are put together from pieces of any size', () => {
  const read = frameReader();
  const text = ': open\n\nid: 7\nevent: event\ndata: {"a":1}\n\ndata: x\ndata: y\n\n';
  const frames = text.split('').flatMap((character) => read(character));
  expect(frames).toEqual([
    { event: 'event', data: '{"a":1}', id: '7' },
    { event: 'message', data: 'x\ny', id: undefined },
  ]);
});

test('what is not finished waits', () => {
  const read = frameReader();
  expect(read('data: half')).toEqual([]);
  expect(read('\r\n\r\n')).toEqual([{ event: 'message', data: 'half', id: undefined }]);
});
