use staticnn::prelude::network;

network! { struct Net< 3 -> 2.5 relu -> 1e3 -> 12.5relu -> 2.5f32 -> 1e30 -> 1 >; }

fn main() {}
