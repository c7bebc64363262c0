// Runs a .tflite network in the tab: the few calls of LiteRT's WebAssembly module that this takes, on the processor alone.
// The module comes as published (photomend/data/tryon/litert). Its own JavaScript package is left out: it would look for
// a graphics adapter, which these small networks do not need.

/** What lives in the module's memory, and has to be told when it is no longer needed. */
interface Held {
  delete(): void;
}

interface Memory extends Held {
  lock(mode: unknown): number;
  unlock(): void;
  packedSize(): number;
}

interface Sized extends Held {
  bytes(): number;
}

interface Network extends Held {
  run(signature: number, inputs: Memory[]): Promise<Memory[]>;
}

/** The part of the module's interface that is used here (LiteRT 2.5.3). */
export interface LiteRtModule {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  LiteRtEnvironment: { create(graphics: null): Held };
  LiteRtLayout: { create(shape: Held): Held };
  LiteRtRankedTensorType: { create(type: { value: number }, layout: Held): Sized };
  LiteRtTensorBuffer: { createManaged(environment: Held, kind: unknown, type: Held, bytes: number): Memory };
  LiteRtTensorBufferLockMode: { READ: unknown; WRITE: unknown };
  LiteRtTensorBufferType: { HOST_MEMORY: unknown };
  VectorInt32: new () => Held & { push_back(value: number): void };
  loadModel(environment: Held, address: number, bytes: number): Held;
  compileModel(environment: Held, model: Held, options: object): Promise<Network>;
}

/** A function that the loader script defines: it takes the module's bytes and gives the module. */
export type ModuleFactory = (given: {
  wasmBinary: ArrayBuffer;
  print: (line: string) => void;
  printErr: (line: string) => void;
}) => Promise<LiteRtModule>;

/** Numbers in, numbers out: one array for each output, in the network's order. */
export type Run = (input: Float32Array) => Promise<Float32Array[]>;

const FLOAT32 = 1;
const OPTIONS = { accelerator: "wasm", cpuOptions: { numThreads: 1 }, gpuOptions: {}, webNNOptions: {} };

/** Return the module without its words on the console: what it says there is about itself. */
export function startModule(factory: ModuleFactory, wasmBinary: ArrayBuffer): Promise<LiteRtModule> {
  const silent = () => undefined;
  return factory({ wasmBinary, print: silent, printErr: silent });
}

/** Return a function that runs a network on one input of the given shape. */
export async function compile(module: LiteRtModule, network: ArrayBuffer, shape: readonly number[]): Promise<Run> {
  const environment = module.LiteRtEnvironment.create(null);
  const address = module._malloc(network.byteLength); // stays: the network's numbers are read from there
  module.HEAPU8.set(new Uint8Array(network), address);
  const model = module.loadModel(environment, address, network.byteLength);
  const options = { ...OPTIONS, environment: { liteRtEnvironment: environment } };
  const compiled = await module.compileModel(environment, model, options);
  const type = module.LiteRtRankedTensorType.create({ value: FLOAT32 }, layoutOf(module, shape));
  const kind = module.LiteRtTensorBufferType.HOST_MEMORY;
  const input = module.LiteRtTensorBuffer.createManaged(environment, kind, type, type.bytes());
  return async (values) => {
    write(module, input, values);
    const outputs = await compiled.run(0, [input]);
    return outputs.map((output) => read(module, output));
  };
}

function layoutOf(module: LiteRtModule, shape: readonly number[]): Held {
  const vector = new module.VectorInt32();
  for (const size of shape) vector.push_back(size);
  return module.LiteRtLayout.create(vector);
}

function write(module: LiteRtModule, memory: Memory, values: Float32Array): void {
  const address = memory.lock(module.LiteRtTensorBufferLockMode.WRITE);
  module.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), address);
  memory.unlock();
}

function read(module: LiteRtModule, memory: Memory): Float32Array {
  const address = memory.lock(module.LiteRtTensorBufferLockMode.READ);
  const bytes = module.HEAPU8.slice(address, address + memory.packedSize());
  memory.unlock();
  memory.delete();
  return new Float32Array(bytes.buffer);
}
