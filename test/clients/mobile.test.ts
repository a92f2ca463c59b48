import { testClient } from './facts.ts';
import { iosWire } from './wire/ios-http.ts';
import { kotlinWire } from './wire/kotlin-socket.ts';
import { createMobileClient } from './wire/mobile-client.ts';

testClient('Apollo Kotlin, by its wire,', (options) => createMobileClient(kotlinWire, options));
testClient('Apollo iOS, by its wire,', (options) => createMobileClient(iosWire, options));
