//! Stages that are not in this version.

mod blocks_are_not_in_this_version {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> residual { 3 relu } -> heads { a: 1; b: 2 } >; }
}

mod words_to_come_are_known_though_misspelt {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> residul { 3 } -> 12 relu concat 8 -> 1 >; }
}

mod a_network_has_one_output {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu -> { 1; 2 } >; }
    network! { struct Other< 3 -> (1 sigmoid, 2 softmax) >; }
}

mod a_stage_to_come_has_a_substitute_today {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> concat(8) -> residual 8 -> heads 8 -> 1 >; }
}

fn main() {}
