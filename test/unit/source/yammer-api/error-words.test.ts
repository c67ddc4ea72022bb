import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isErrorInWords } from "../../../../src/source/yammer-api/error-words.ts";

describe("a short text in JSON or XML", () => {
  it.each([
    ["Yammer's own failure", `{"response":{"message":"Token not found.","code":16,"stat":"fail"}}`],
    ["Graph", `{"error":{"code":"itemNotFound","message":"The resource could not be found.","innerError":{"date":"2024-01-01"}}}`],
    ["SharePoint", `{"odata.error":{"code":"-2147024894","message":{"lang":"en-US","value":"File Not Found."}}}`],
    ["OAuth", `{"error":"invalid_grant","error_description":"AADSTS70008","error_codes":[70008],"trace_id":"x"}`],
    ["ASP.NET", `{"Message":"An error has occurred.","ExceptionMessage":"x","ExceptionType":"System.Exception","StackTrace":"at x"}`],
    ["a problem of RFC 9457", `{"type":"about:blank","title":"Not found","status":404,"detail":"no such file"}`],
    ["a code and a message", `{"code":"body_blank","message":"Please include a message"}`],
    ["nothing", "null"],
    ["a sentence", `"Authentication failure."`],
    ["Azure", `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code><Message>gone</Message></Error>`],
    ["SharePoint in XML", `<?xml version="1.0"?>\n<!-- x > y --><m:error xmlns:m="http://schemas"><m:code>-1</m:code></m:error>`],
    ["Yammer in XML", `<response><stat>fail</stat><code>16</code></response>`],
    ["a fault", `<s:Envelope xmlns:s="http://x"><s:Body><s:Fault><faultcode>s:Client</faultcode></s:Fault></s:Body></s:Envelope>`],
  ])("words an error where it is that of %s", (_, text) => expect(isErrorInWords(text)).toBe(true));

  it.each([
    ["an archive of requests", `{"log":{"version":"1.2","entries":[]}}`],
    ["places on a map", `{"type":"FeatureCollection","features":[]}`],
    ["a list", `[{"error":"x"}]`],
    ["settings that name errors", `{"error":false,"message":"on","theme":"dark"}`],
    ["settings that are commented", `{ // colours\n "error": "red" }`],
    ["a package", `{"name":"x","version":"1.0.0","errors":[]}`],
    ["a stylesheet", `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>`],
    ["a project", `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup/></Project>`],
    ["a configuration with errors in it", `<configuration><customErrors mode="Off"/></configuration>`],
    ["a request", `<s:Envelope xmlns:s="http://x"><s:Body><GetDefault/></s:Body></s:Envelope>`],
    ["resources", `<root><data name="error"><value>x</value></data></root>`],
    ["nothing at all", ""],
    ["a comment without an end", `<!-- <Error>`],
  ])("is %s otherwise", (_, text) => expect(isErrorInWords(text)).toBe(false));

  it("is judged whatever it is", () => {
    const bits = fc.constantFrom("<", "!", "-->", "<!--", "?", "/", ":", "error", "{", "}", "[", "]", '"', ",", "x", " ");
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 2000 }), (text) => {
        expect(isErrorInWords(text.join(""))).toBeTypeOf("boolean");
      }),
    );
  });
});
