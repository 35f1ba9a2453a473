import { useEffect, useState } from 'react';
import { Button, IconButton } from './form/Button.tsx';
import { failed } from './overlay/toasts.ts';

const SHOWN_MS = 1_500;

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    failed('The browser does not let this page copy.', 'Select the text and copy it yourself.');
    return false;
  }
}

/** Copies a text and says so where it was asked. */
export function useCopy(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) => {
    void write(text).then(setCopied);
  };
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, copy];
}

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, copy] = useCopy();
  return <Button icon={copied ? 'check' : 'copy'} onClick={() => copy(text)}>{copied ? 'Copied' : label}</Button>;
}

export function CopyIcon({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopy();
  return <IconButton icon={copied ? 'check' : 'copy'} label={copied ? 'Copied' : label} onClick={() => copy(text)} />;
}
