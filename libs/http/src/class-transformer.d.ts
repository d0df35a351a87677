/** The package ships no declaration for the file that knows the classes of nested fields. */
declare module 'class-transformer/cjs/storage.js' {
  export const defaultMetadataStorage: {
    findTypeMetadata(
      target: object,
      property: string,
    ): { readonly typeFunction: () => unknown } | undefined;
  };
}
