import { ZerothError } from 'zeroth';

/** How ONNX Runtime says that it does not know an operator: not in this version, not in its domain, not on this device. */
const unknownOperator = [
  /No Op registered for (\S+)/,
  /([\w.]+(?::\w+)?)\(-?\d+\) is not a registered/,
  /, (\w+), "[^"]*", -?\d+\).*No opset import for domain/,
  /Could not find an implementation for (\w+)\(/,
];
/** The place in the runtime's source that some messages begin with. */
const sourcePlace = /^\/onnxruntime_src\S+ .*?\) (?=[A-Z])/;

/** What ONNX Runtime says, in one line. */
export function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  return line.replace(sourcePlace, '');
}

/** Why a session could not be made of the model called `name`. */
export function sessionError(name: string, cause: unknown): ZerothError {
  const reason = reasonOf(cause);
  for (const expression of unknownOperator) {
    const operator = expression.exec(reason)?.[1];
    if (operator !== undefined) {
      const message = `${name} uses the operator ${operator}, which ONNX Runtime does not know: export the model with standard operators.`;
      return new ZerothError('unknown-operator', message, operator, { cause });
    }
  }
  return new ZerothError('model-rejected', `ONNX Runtime refuses ${name}: ${reason}`, name, { cause });
}
