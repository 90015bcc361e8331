use staticnn::prelude::network;

network! { struct Net< -> 12 relu -> 1 >; }

fn main() {}
