use staticnn::prelude::network;

network! { struct Net< 3 -> hidden 12 relu -> out = 1 >; }

fn main() {}
