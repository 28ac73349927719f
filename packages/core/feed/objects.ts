/** Where messages too large for the table and the queue lie: bytes under keys. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

export interface ObjectStore {
  /** Durable when it resolves; replaces what was there. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is nothing. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Also fine where there is nothing. */
  delete(key: string): Promise<void>;
}

export function openObjects(client: S3Client, bucket: string): ObjectStore {
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    async put(key, bytes) {
      await client.send(new PutObjectCommand({ ...at(key), Body: bytes }));
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        return await Body?.transformToByteArray();
      } catch (cause) {
        if (cause instanceof NoSuchKey) return undefined;
        throw cause;
      }
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand(at(key)));
    },
  };
}
