use staticnn::prelude::network;

network! { struct Net< 3 -> 12u8 relu -> 1usize >; }

fn main() {}
