use staticnn::prelude::network;

network! { struct Net< 3 -> 0x28 relu -> 0b11 -> 0o17 -> 1 >; }

fn main() {}
