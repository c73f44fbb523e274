import { Center, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { LoginPage } from './login/login-page.tsx';
import { MustChangePassword } from './login/must-change-password.tsx';
import { CrashGuard } from './shared/layout/crash-guard.tsx';
import { NotePage } from './shared/layout/note-page.tsx';
import { DrillBand } from './shared/layout/drill-band.tsx';
import { Shell } from './shared/layout/shell.tsx';
import { createQueryClient } from './shared/query.ts';
import { HOME_OF, mayEnter, type Area } from './shared/session/areas.ts';
import { SessionProvider, useMe, useSession } from './shared/session/session.tsx';
import { readableColours, theme } from './shared/theme.ts';
import { ErrorState } from './shared/ui/states.tsx';

const HospitalPage = lazy(async () => ({
  default: (await import('./hospital/hospital-page.tsx')).HospitalPage,
}));
const IssuePage = lazy(async () => ({ default: (await import('./issue/issue-page.tsx')).IssuePage }));
const AdminPage = lazy(async () => ({ default: (await import('./admin/admin-page.tsx')).AdminPage }));
const ConsolePage = lazy(async () => ({ default: (await import('./console/console-page.tsx')).ConsolePage }));
const OpsPage = lazy(async () => ({ default: (await import('./ops/ops-page.tsx')).OpsPage }));

const Waiting = (): ReactElement => {
  const { t } = useTranslation();
  return (
    <Center mih={240}>
      <Loader size="sm" aria-label={t('state.loading')} />
    </Center>
  );
};

/** Lets only people with a session pass; the others log in and come back to where they were going. */
const RequireSession = ({ children }: { children: ReactNode }): ReactNode => {
  const { session } = useSession();
  const location = useLocation();
  if (session.kind === 'loading') return <Waiting />;
  if (session.kind === 'unreachable') {
    return (
      <Center mih="60dvh" p="md">
        <ErrorState error={session.error} onRetry={session.retry} />
      </Center>
    );
  }
  if (session.kind === 'signed-out') {
    const here = `${location.pathname}${location.search}`;
    return <Navigate to={here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`} replace />;
  }
  if (session.me.person.mustChangePassword) return <MustChangePassword />;
  return children;
};

const Home = (): ReactElement => <Navigate to={`/${HOME_OF[useMe().person.role]}`} replace />;

/** One area of the pages, shown to those whose permissions allow it. */
const AreaPage = (props: { area: Area; wide?: boolean; children: ReactNode }): ReactElement => {
  const me = useMe();
  const allowed = mayEnter(props.area, me.permissions);
  return (
    <Shell wide={allowed && props.wide === true}>
      <CrashGuard key={props.area}>
        <Suspense fallback={<Waiting />}>{allowed ? props.children : <NotePage kind="forbidden" />}</Suspense>
      </CrashGuard>
    </Shell>
  );
};

const area = (name: Area, page: ReactNode, wide = false): ReactElement => (
  <RequireSession>
    <AreaPage area={name} wide={wide}>
      {page}
    </AreaPage>
  </RequireSession>
);

const Pages = (): ReactElement => (
  <Routes>
    <Route path="/login" element={<LoginPage />} />
    <Route
      path="/"
      element={
        <RequireSession>
          <Home />
        </RequireSession>
      }
    />
    <Route path="/hospital/*" element={area('hospital', <HospitalPage />)} />
    <Route path="/issue/*" element={area('issue', <IssuePage />)} />
    <Route path="/admin/*" element={area('admin', <AdminPage />)} />
    <Route path="/console/*" element={area('console', <ConsolePage />, true)} />
    <Route path="/ops/*" element={area('ops', <OpsPage />)} />
    <Route
      path="*"
      element={
        <RequireSession>
          <Shell>
            <NotePage kind="notFound" />
          </Shell>
        </RequireSession>
      }
    />
  </Routes>
);

export const App = (): ReactElement => {
  const [client] = useState(createQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColours} defaultColorScheme="auto">
      <Notifications position="top-center" />
      <CrashGuard>
        <QueryClientProvider client={client}>
          <DrillBand />
          <SessionProvider>
            <BrowserRouter>
              <Pages />
            </BrowserRouter>
          </SessionProvider>
        </QueryClientProvider>
      </CrashGuard>
    </MantineProvider>
  );
};
