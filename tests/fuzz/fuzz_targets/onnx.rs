//! ONNX files, as `network!` reads them. The macro's crate exports the macro alone, so its files are modules here.
#![no_main]

use libfuzzer_sys::fuzz_target;
pub(crate) use macros::{literal, onnx};

/// What the reader has of the files that aren't here.
pub(crate) mod activation {
    pub(crate) struct Word {
        pub(crate) name: &'static str,
    }

    pub(crate) const WORDS: &[Word] = &[Word { name: "relu" }];
}

#[allow(dead_code, unused_imports, reason = "the macro uses the rest")]
#[path = "../../../macros/src"]
mod macros {
    pub(crate) mod literal;
    pub(crate) mod onnx;
}

fuzz_target!(|bytes: &[u8]| match onnx::read(bytes) {
    Ok(network) => {
        let numbers: usize = network.stages.iter().flat_map(|stage| &stage.tensors).map(Vec::len).sum();
        assert_eq!(network.bytes().len(), numbers * if network.is_double { 8 } else { 4 });
        // Each is in the file, at least once; a bias may be one number for all outputs.
        assert!(numbers <= 64 * 3 * bytes.len());
    }
    Err(message) => assert!(!message.is_empty()),
});
