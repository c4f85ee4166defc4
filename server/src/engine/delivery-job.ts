/** A delivery that this node holds under a lease and means to send. */
export interface DeliveryJob {
  bucket: number;
  deliveryId: string;
  orgId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  url: string;
  kind: string;
  runId: string;
  taskId: string;
  body: Uint8Array;
  resendOf: string | null;
  /** Requests made before this one, interrupted ones too. */
  attempt: number;
  step: number;
  interruptions: number;
  leaseToken: string;
  /** Monotonic milliseconds when the statement that leased it was sent: I3 counts from there. */
  leasedAtMs: number;
  sealedSecret: Buffer;
  secretId: string;
  secretVersion: number;
}
