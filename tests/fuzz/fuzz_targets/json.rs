//! RTNeural's files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use staticnn::prelude::*;

network! { struct Net< 8x1 -> 2 relu -> gru 1 -> conv 1 (2, dilation 3, causal) -> lstm 1 >; }

fuzz_target!(|bytes: &[u8]| {
    let mut net = Net::zeros();
    net.parameters_mut().fill(0.5);
    if let Err(error) = net.load_rtneural_bytes(bytes) {
        assert!(net.parameters().iter().all(|value| *value == 0.5), "half loaded");
        drop(error.to_string());
    }
});
