// Streams by hand with Eigen: a recurrent layer and a dense layer of one output, a step at a time.
#pragma once

#include "network.hpp"

// The outputs x inputs of a product, by columns: each input adds a column.
template <int O, int I> using Columns = Eigen::Matrix<float, O, I, Eigen::ColMajor>;
template <int N> using Column = Eigen::Matrix<float, N, 1>;

template <class V> auto sigmoid(const V &v) { return (1.0f + (-v.array()).exp()).inverse(); }

// What a recurrent layer of U units and so many gates has: W, U, and the biases b and c.
template <int GATES, int I, int U> struct Gates {
    Columns<GATES * U, I> input;
    Columns<GATES * U, U> hidden;
    Column<GATES * U> input_bias, hidden_bias, p, q;

    void start(uint32_t &index) {
        fill(input, index), fill(hidden, index);
        for (auto *bias : {&input_bias, &hidden_bias})
            for (int gate = 0; gate < GATES * U; ++gate) (*bias)(gate) = number(index++) * 0.1f;
    }

    // The formula's numbers are by inputs and outputs.
    template <class M> static void fill(M &matrix, uint32_t &index) {
        for (int i = 0; i < matrix.cols(); ++i)
            for (int o = 0; o < matrix.rows(); ++o)
                matrix(o, i) = number(index++) * (1.0f / std::sqrt(float(matrix.cols())));
    }

    template <class X, class H> void products(const X &x, const H &h) {
        p = input_bias, q = hidden_bias;
        p.noalias() += input * x;
        q.noalias() += hidden * h;
    }
};

template <int I, int U> struct Gru : Gates<3, I, U> {
    Column<U> h = Column<U>::Zero(), n;
    Column<2 * U> rz;

    void step(const Column<I> &x) {
        this->products(x, h);
        auto &p = this->p, &q = this->q;
        rz = sigmoid(p.template head<2 * U>() + q.template head<2 * U>());
        n = (p.template tail<U>() + rz.template head<U>().cwiseProduct(q.template tail<U>())).array().tanh();
        h = n + rz.template tail<U>().cwiseProduct(h - n);
    }
};

template <int I, int U> struct Lstm : Gates<4, I, U> {
    Column<U> h = Column<U>::Zero(), memory = Column<U>::Zero(), g, o;
    Column<2 * U> write_keep;

    void step(const Column<I> &x) {
        this->products(x, h);
        auto &p = this->p;
        p += this->q;
        write_keep = sigmoid(p.template head<2 * U>());
        g = p.template segment<U>(2 * U).array().tanh();
        o = sigmoid(p.template tail<U>());
        memory = write_keep.template tail<U>().cwiseProduct(memory) + write_keep.template head<U>().cwiseProduct(g);
        h = o.array() * memory.array().tanh();
    }
};

template <template <int, int> class Cell, int I, int U> struct Stream {
    Cell<I, U> cell;
    Column<U> weight;
    float bias;

    Stream() {
        uint32_t index = 0;
        cell.start(index);
        for (int unit = 0; unit < U; ++unit) weight(unit) = number(index++) * (1.0f / std::sqrt(float(U)));
        bias = number(index) * 0.1f;
    }

    float step(const Column<I> &x) {
        cell.step(x);
        return weight.dot(cell.h) + bias;
    }

    // Measures one step of all frames, whose state goes on from one round to the next.
    static void measure(const Row &row, double seconds) {
        auto self = std::make_unique<Stream>();
        std::vector<Column<I>> x(64 * std::stoul(row.samples));
        for (size_t frame = 0; frame < x.size(); ++frame)
            for (int i = 0; i < I; ++i) x[frame](i) = number(INPUTS + uint32_t(frame) * I + uint32_t(i));
        std::vector<float> y(x.size());
        auto run = [&] {
            for (size_t frame = 0; frame < x.size(); ++frame) {
                touch(&x[frame]), touch(self.get());
                y[frame] = self->step(x[frame]);
            }
            touch(y.data());
        };
        run();
        std::vector<double> outputs(y.begin(), y.end());
        say(row, median_microseconds(seconds, run) / double(x.size()), outputs);
    }
};
