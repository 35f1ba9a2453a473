import { useState } from 'react';
import { Button, IconButton } from './form/Button.tsx';
import { failed } from './overlay/toasts.ts';

/** Copies a text and says so where it was asked. */
export function useCopy(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 1_500);
      },
      () => failed('The browser does not let this page copy.', 'Select the text and copy it yourself.'),
    );
  };
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
