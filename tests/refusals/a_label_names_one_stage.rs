use staticnn::prelude::network;

network! { struct Net< 3 -> hidden: 12 relu -> hidden: 8 relu -> 1 >; }

fn main() {}
