/* The calls of pdfium_calls.py, made from C: a call from Python costs several times what PDFium does in it.

   Nothing here is linked with PDFium. `setup` takes the addresses of the functions from the library that is loaded
   already, and the classes of the results. The interpreter lock is held throughout: PDFium must not be entered twice.
   This file is optional: without it pdfium_calls.py gives the same facts, more slowly. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef void *Handle;
typedef struct { float left, top, right, bottom; } Rect;
typedef struct { float a, b, c, d, e, f; } Matrix;
typedef unsigned int uint;

enum { TEXT = 1, PATH = 2, IMAGE = 3, SHADING = 4, FORM = 5 };
enum { NO_INK = 0, WHITE = 1, COLOUR = 2 };

static struct {
    int (*count_chars)(Handle);
    uint (*unicode)(Handle, int);
    int (*has_map_error)(Handle, int);
    int (*is_hyphen)(Handle, int);
    Handle (*text_object)(Handle, int);
    int (*origin)(Handle, int, double *, double *);
    int (*loose_box)(Handle, int, Rect *);
    int (*text_matrix)(Handle, int, Matrix *);
    int (*font_size)(Handle, float *);
    int (*render_mode)(Handle);
    int (*fill_colour)(Handle, uint *, uint *, uint *, uint *);
    int (*stroke_colour)(Handle, uint *, uint *, uint *, uint *);
    Handle (*clip_path)(Handle);
    int (*clip_count)(Handle);
    int (*page_count)(Handle);
    Handle (*page_object)(Handle, int);
    int (*form_count)(Handle);
    Handle (*form_object)(Handle, unsigned long);
    int (*kind)(Handle);
    int (*bounds)(Handle, float *, float *, float *, float *);
    int (*draw_mode)(Handle, int *, int *);
} pdfium;

/* How many fields the results have here; Span, Text, Painted, Objects. */
static const Py_ssize_t FIELDS[] = {20, 4, 8, 3};

static PyTypeObject *span_type, *text_type, *painted_type, *objects_type;
static uint white;
static double together, overlap;

/* A named tuple of the given class; takes over the references of `items`. NULL where one of them is NULL. */
static PyObject *named(PyTypeObject *type, PyObject **items, Py_ssize_t count)
{
    PyObject *result = NULL;
    Py_ssize_t i;
    for (i = 0; i < count && items[i]; i++) {}
    if (i == count)
        result = type->tp_alloc(type, count);
    for (i = 0; i < count; i++) {
        if (result)
            PyTuple_SET_ITEM(result, i, items[i]);
        else
            Py_XDECREF(items[i]);
    }
    return result;
}

static int append(PyObject *list, PyObject *item)
{
    int failed = !item || PyList_Append(list, item) < 0;
    Py_XDECREF(item);
    return failed;
}

static int ink(int (*colour)(Handle, uint *, uint *, uint *, uint *), Handle thing)
{
    uint red = 0, green = 0, blue = 0, alpha = 0;
    if (!colour(thing, &red, &green, &blue, &alpha))
        return COLOUR; /* a pattern */
    if (alpha == 0)
        return NO_INK;
    return red >= white && green >= white && blue >= white ? WHITE : COLOUR;
}

/* What a text object leaves on paper: modes that paint the inside of the glyphs, and those that draw their outlines. */
static int text_ink(Handle thing, int mode)
{
    int inside = mode == 1 || mode == 3 || mode == 5 || mode == 7 ? NO_INK : ink(pdfium.fill_colour, thing);
    int outline = mode == 1 || mode == 2 || mode == 5 || mode == 6 ? ink(pdfium.stroke_colour, thing) : NO_INK;
    return inside > outline ? inside : outline;
}

typedef struct {
    Handle thing;
    int first, stop, mode, ink, clips;
    double x, y, last_x, last_y;
    Rect box;
    Matrix matrix;
    float size;
} Span;

static Span span_at(Handle page, Handle thing, int first, int stop)
{
    Span s = {thing, first, stop, 0, 0, 0, 0, 0, 0, 0, {0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, 0};
    pdfium.origin(page, first, &s.x, &s.y);
    pdfium.origin(page, stop - 1, &s.last_x, &s.last_y);
    pdfium.loose_box(page, stop - 1, &s.box);
    pdfium.text_matrix(page, first, &s.matrix);
    pdfium.font_size(thing, &s.size);
    s.mode = pdfium.render_mode(thing);
    s.ink = text_ink(thing, s.mode);
    s.clips = pdfium.clip_count(pdfium.clip_path(thing));
    return s;
}

/* Whether `next` goes on where `s` ends, in the same look: pdfium_calls.is_one says the same. */
static int is_one(const Span *s, const Span *next)
{
    double gap = next->x - s->box.right;
    double reach = together * s->size * s->matrix.d;
    return s->stop == next->first && s->matrix.b == 0 && s->matrix.c == 0 && s->matrix.a > 0 && s->matrix.d > 0
        && next->matrix.b == 0 && next->matrix.c == 0 && s->matrix.a == next->matrix.a
        && s->matrix.d == next->matrix.d && s->size == next->size && s->y == next->y && s->last_y == s->y
        && next->last_y == next->y && s->mode == next->mode && s->ink == next->ink && s->clips <= 0
        && next->clips <= 0 && gap >= -overlap * reach && gap <= reach;
}

/* Upright text in ink, on one line, cut off by nothing: pdfium_calls.is_plain says the same. */
static int is_plain(const Span *s)
{
    return s->matrix.b == 0 && s->matrix.c == 0 && s->matrix.a > 0 && s->matrix.d > 0 && s->size > 0
        && s->last_y == s->y && s->ink == COLOUR && s->clips <= 0;
}

static PyObject *span(const Span *s)
{
    PyObject *items[] = {
        PyLong_FromVoidPtr(s->thing), PyLong_FromLong(s->first), PyLong_FromLong(s->stop),
        PyFloat_FromDouble(s->x), PyFloat_FromDouble(s->y),
        PyFloat_FromDouble(s->last_x), PyFloat_FromDouble(s->last_y),
        PyFloat_FromDouble(s->box.left), PyFloat_FromDouble(s->box.top),
        PyFloat_FromDouble(s->box.right), PyFloat_FromDouble(s->box.bottom),
        PyFloat_FromDouble(s->matrix.a), PyFloat_FromDouble(s->matrix.b),
        PyFloat_FromDouble(s->matrix.c), PyFloat_FromDouble(s->matrix.d),
        PyFloat_FromDouble(s->size), PyLong_FromLong(s->mode), PyLong_FromLong(s->ink), PyLong_FromLong(s->clips),
        PyBool_FromLong(is_plain(s)),
    };
    return named(span_type, items, sizeof items / sizeof *items);
}

static PyObject *text_of(PyObject *self, PyObject *args)
{
    PyObject *library;
    unsigned long long address;
    if (!PyArg_ParseTuple(args, "OK", &library, &address))
        return NULL;
    Handle page = (Handle)(uintptr_t)address;
    int count = pdfium.count_chars(page);
    if (count < 0)
        count = 0;
    Py_UCS4 *codes = PyMem_Malloc(sizeof(Py_UCS4) * (count + 1));
    PyObject *spans = PyList_New(0), *things = PyList_New(0);
    long unmapped = 0;
    if (!codes || !spans || !things)
        goto failed;
    Handle last = NULL;
    int first = 0, is_open = 0;
    Span open = {0};
    for (int i = 0; i <= count; i++) {
        Handle thing = NULL;
        if (i < count) {
            uint code = pdfium.unicode(page, i);
            if (pdfium.has_map_error(page, i) == 1) {
                unmapped++;
                code = 0xFFFD;
            }
            if ((code == 0xFFFE || code == 2) && pdfium.is_hyphen(page, i) == 1)
                code = '-';
            codes[i] = code > 0 && code < 0x110000 ? code : 0xFFFD;
            thing = pdfium.text_object(page, i);
        }
        if (i == count || thing != last) {
            if (last) {
                if (append(things, PyLong_FromVoidPtr(last)))
                    goto failed;
                Span next = span_at(page, last, first, i);
                if (is_open && is_one(&open, &next)) {
                    open.stop = next.stop;
                    open.last_x = next.last_x;
                    open.box = next.box;
                } else {
                    if (is_open && append(spans, span(&open)))
                        goto failed;
                    open = next;
                    is_open = 1;
                }
            }
            last = thing;
            first = i;
        }
    }
    if (is_open && append(spans, span(&open)))
        goto failed;
    PyObject *items[] = {
        PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, codes, count), spans, things,
        PyLong_FromLong(unmapped),
    };
    PyMem_Free(codes);
    return named(text_type, items, 4);
failed:
    PyMem_Free(codes);
    Py_XDECREF(spans);
    Py_XDECREF(things);
    return PyErr_Occurred() ? NULL : PyErr_NoMemory();
}

static PyObject *painted(Handle thing)
{
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    int fills = 0, strokes = 0;
    pdfium.bounds(thing, &x0, &y0, &x1, &y1);
    pdfium.draw_mode(thing, &fills, &strokes);
    PyObject *items[] = {
        PyLong_FromVoidPtr(thing),
        PyFloat_FromDouble(x0), PyFloat_FromDouble(y0), PyFloat_FromDouble(x1), PyFloat_FromDouble(y1),
        PyLong_FromLong(fills ? ink(pdfium.fill_colour, thing) : NO_INK),
        PyLong_FromLong(strokes ? ink(pdfium.stroke_colour, thing) : NO_INK),
        PyLong_FromLong(pdfium.clip_count(pdfium.clip_path(thing))),
    };
    return named(painted_type, items, sizeof items / sizeof *items);
}

static PyObject *objects_of(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"library", "container", "is_form", NULL};
    PyObject *library;
    unsigned long long address;
    int is_form;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OK$p", names, &library, &address, &is_form))
        return NULL;
    Handle container = (Handle)(uintptr_t)address;
    int count = is_form ? pdfium.form_count(container) : pdfium.page_count(container);
    PyObject *lists[] = {PyList_New(0), PyList_New(0), PyList_New(0)};
    if (!lists[0] || !lists[1] || !lists[2])
        goto failed;
    for (int i = 0; i < count; i++) {
        Handle thing = is_form ? pdfium.form_object(container, (unsigned long)i) : pdfium.page_object(container, i);
        int kind = pdfium.kind(thing);
        int bad = 0;
        if (kind == PATH)
            bad = append(lists[0], painted(thing));
        else if (kind == TEXT)
            bad = append(lists[1], PyLong_FromVoidPtr(thing));
        else if (kind == IMAGE || kind == SHADING || kind == FORM)
            bad = append(lists[2], Py_BuildValue("iN", kind, PyLong_FromVoidPtr(thing)));
        if (bad)
            goto failed;
    }
    return named(objects_type, lists, 3);
failed:
    for (int i = 0; i < 3; i++)
        Py_XDECREF(lists[i]);
    return PyErr_Occurred() ? NULL : PyErr_NoMemory();
}

static PyObject *setup(PyObject *self, PyObject *args)
{
    PyObject *addresses, *types[4];
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!Idd", &PyTuple_Type, &addresses, &PyType_Type, &types[0], &PyType_Type,
                          &types[1], &PyType_Type, &types[2], &PyType_Type, &types[3], &white, &together, &overlap))
        return NULL;
    if (PyTuple_GET_SIZE(addresses) * (Py_ssize_t)sizeof(void (*)(void)) != (Py_ssize_t)sizeof pdfium) {
        PyErr_SetString(PyExc_ValueError, "the functions are not the expected ones");
        return NULL;
    }
    for (int i = 0; i < 4; i++) {
        if (!PyType_IsSubtype((PyTypeObject *)types[i], &PyTuple_Type)) {
            PyErr_SetString(PyExc_TypeError, "the results are named tuples");
            return NULL;
        }
        PyObject *fields = PyObject_GetAttrString(types[i], "_fields");
        Py_ssize_t count = fields ? PyTuple_Size(fields) : -1;
        Py_XDECREF(fields);
        if (count != FIELDS[i]) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "built for other results: build it anew");
            return NULL;
        }
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(addresses); i++) {
        void *address = PyLong_AsVoidPtr(PyTuple_GET_ITEM(addresses, i));
        if (!address)
            return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "function %zd is missing", i);
        ((void **)&pdfium)[i] = address;
    }
    for (int i = 0; i < 4; i++)
        Py_INCREF(types[i]);
    span_type = (PyTypeObject *)types[0];
    text_type = (PyTypeObject *)types[1];
    painted_type = (PyTypeObject *)types[2];
    objects_type = (PyTypeObject *)types[3];
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"setup", setup, METH_VARARGS, "Take the addresses of PDFium's functions and the classes of the results."},
    {"text_of", text_of, METH_VARARGS, "Everything about a page's text that is asked for the whole page."},
    {"objects_of", (PyCFunction)(void (*)(void))objects_of, METH_VARARGS | METH_KEYWORDS,
     "The objects of a page, or of a form."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_pdfium_calls", "PDFium's answers about a page, in bulk.", -1, methods,
};

PyMODINIT_FUNC PyInit__pdfium_calls(void)
{
    return PyModule_Create(&module);
}
