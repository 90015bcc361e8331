use staticnn::prelude::network;

network! { #[repr(packed)] struct Net< 3 -> 1 >; }

fn main() {}
