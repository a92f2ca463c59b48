/** Where the page will be, before its first data. */
export function Skeleton() {
  return (
    <div role="status" className="skeleton">
      <span className="hidden">Your rewards are being loaded.</span>
      <div className="panel" />
      <div className="panel" />
      <div className="panel" />
    </div>
  );
}
