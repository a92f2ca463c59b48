/** What all sockets have sent and received. A plain object: each frame is counted. */
export interface SocketTraffic {
  framesReceived: number;
  framesSent: number;
  bytesSent: number;
}

export function createTraffic(): SocketTraffic {
  return { framesReceived: 0, framesSent: 0, bytesSent: 0 };
}
