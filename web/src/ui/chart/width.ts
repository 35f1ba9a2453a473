import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Width of an element in pixels, followed as it changes. */
export function useWidth<T extends Element>(): [RefObject<T | null>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const read = () => setWidth(Math.floor(target.getBoundingClientRect().width));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
