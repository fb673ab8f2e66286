/** Follows the presses on what was pushed: the service worker says where they lead. Returns what ends that. */
export function followPushed(navigate: (path: string) => void): () => void {
  if (!("serviceWorker" in navigator)) return () => {};
  const onmessage = ({ data }: MessageEvent<{ open?: string }>) => void (data.open?.startsWith("/") && navigate(data.open));
  navigator.serviceWorker.addEventListener("message", onmessage);
  // Messages wait for this where they are heard by addEventListener.
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener("message", onmessage);
}
